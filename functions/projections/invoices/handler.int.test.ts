import { describe, expect, test } from '@jest/globals'
import { closeEventStore } from '../../../infra/event-store/client.ts'
import { eventStoreAddress, part, project, rowIn, useStores } from './testing/stores.ts'
import { recordsOf, told, wholeLife } from './testing/story.ts'

useStores()

describe('what may pass', () => {
  test('an event store that is down asks for the records of that tenant again, from the first', async () => {
    const [gap, whole] = [await told(), await told(wholeLife, 'bengal')]
    await closeEventStore()
    process.env.EVENTSTORE_CONNECTION_STRING = 'esdb://127.0.0.1:1?tls=false&maxDiscoverAttempts=1'
    try {
      const records = [...recordsOf(whole.events, 2), ...recordsOf(part(gap, 5, 7), 2)]
      const answer = await project(records)
      expect(answer.batchItemFailures).toEqual([
        { itemIdentifier: { partition: 'finance.invoice.events-2', offset: records[9]?.offset } },
      ])
      await expect(rowIn(whole)).resolves.toMatchObject({ revision: '8' })
    } finally {
      process.env.EVENTSTORE_CONNECTION_STRING = eventStoreAddress()
    }
  }, 30_000)

  test('a database that is down asks for everything again', async () => {
    const story = await told()
    const port = process.env.DATABASE_PORT
    process.env.DATABASE_PORT = '1'
    try {
      const records = recordsOf(story.events)
      const answer = await project(records)
      expect(answer.batchItemFailures).toEqual([
        { itemIdentifier: { partition: 'finance.invoice.events-0', offset: records[0]?.offset } },
      ])
    } finally {
      process.env.DATABASE_PORT = port
    }
  }, 30_000)
})
