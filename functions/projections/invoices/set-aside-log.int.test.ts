import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { recordOf } from '../../../infra/kafka/cloud-event.ts'
import { type InterceptedLog, interceptLog } from '../../../infra/observability/testing/intercepted-log.ts'
import { part, project, useStores } from './testing/stores.ts'
import { appendStory, record, recordsOf } from './testing/story.ts'

useStores()

let log: InterceptedLog
beforeEach(() => {
  log = interceptLog()
})
afterEach(() => {
  jest.restoreAllMocks()
})

const errorLines = () => log.lines().filter(({ level }) => level === 'error')

/** A record of 300 kB with a personal number, in the place of the third event of a story. */
const secret = 'A0000000000017'
const badRecords = async () => {
  const story = await appendStory()
  const [, , third] = story.events
  if (!third) throw new Error('The story is too short')
  const data = { ...(third.data as object), nid: secret, more: 'x'.repeat(300_000) }
  const bad = record({ key: story.stream, value: recordOf({ ...third, data }).value })
  return { story, records: [...recordsOf(part(story, 0, 2)), bad] }
}

test('47 setting a stream aside is logged once as an error, with tenant and stream and without the record', async () => {
  const { story, records } = await badRecords()
  await project(records)
  await project(records)
  expect(errorLines()).toMatchObject([
    {
      message: expect.stringContaining('set aside'),
      context: {
        tenantId: 'acme',
        stream: story.stream,
        revision: 2,
        error: expect.stringContaining('EVENT_DATA_INVALID'),
      },
    },
  ])
  expect(log.text()).not.toContain(secret)
  expect(log.text().length).toBeLessThan(2_000)
})

test('47 a row that PostgreSQL rejects, and a record without a stream, are logged likewise', async () => {
  const [first, second] = [await appendStory(), await appendStory()]
  await project(recordsOf(first.events))
  const conflicting = second.events.map((event) =>
    record({
      key: second.stream,
      value: recordOf(event).value.replaceAll(`15-${second.id}`, `15-${first.id}`),
    }),
  )
  await project([...conflicting, record({ key: 'what?', value: secret }, { partition: 8, offset: 1 })])
  expect(errorLines().map(({ context }) => [context.tenantId, context.stream])).toEqual([
    ['', 'finance.invoice.events-8/1'],
    ['acme', second.stream],
  ])
  expect(log.text()).not.toContain(secret)
})
