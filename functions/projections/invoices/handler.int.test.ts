import { describe, expect, test } from '@jest/globals'
import { closeEventStore } from '../../../infra/event-store/client.ts'
import { eventStoreAddress, nothingFailed, part, project, readRow, useStores } from './testing/stores.ts'
import { appendStory, recordsOf, wholeLife } from './testing/story.ts'

useStores()

describe('after a temporary failure', () => {
  test('of the event store, the records of the tenant that needs it are requested again', async () => {
    const [gap, whole] = [await appendStory(), await appendStory(wholeLife, 'bengal')]
    await closeEventStore()
    process.env.EVENTSTORE_CONNECTION_STRING = 'esdb://127.0.0.1:1?tls=false&maxDiscoverAttempts=1'
    try {
      const records = [...recordsOf(whole.events, 2), ...recordsOf(part(gap, 5, 7), 2)]
      const response = await project(records)
      expect(response.batchItemFailures).toEqual([
        { itemIdentifier: { partition: 'finance.invoice.events-2', offset: records[9]?.offset } },
      ])
      await expect(readRow(whole)).resolves.toMatchObject({ revision: '8' })
    } finally {
      process.env.EVENTSTORE_CONNECTION_STRING = eventStoreAddress()
    }
  })

  test('of the database, all records are requested again', async () => {
    const story = await appendStory()
    const port = process.env.DATABASE_PORT
    process.env.DATABASE_PORT = '1'
    try {
      const records = recordsOf(story.events)
      const response = await project(records)
      expect(response.batchItemFailures).toEqual([
        { itemIdentifier: { partition: 'finance.invoice.events-0', offset: records[0]?.offset } },
      ])
    } finally {
      process.env.DATABASE_PORT = port
    }
  })

  test('the whole batch fails where nothing reads which records failed', async () => {
    const [down, whole] = [await appendStory(), await appendStory()]
    const port = process.env.DATABASE_PORT
    process.env.KAFKA_PARTIAL_BATCHES = ''
    try {
      await expect(project(recordsOf(whole.events))).resolves.toEqual(nothingFailed)
      process.env.DATABASE_PORT = '1'
      await expect(project(recordsOf(down.events))).rejects.toMatchObject({
        code: 'BATCH_FAILED',
        message: expect.stringContaining('9 of 9 records'),
      })
    } finally {
      process.env.DATABASE_PORT = port
      process.env.KAFKA_PARTIAL_BATCHES = 'true'
    }
  })
})
