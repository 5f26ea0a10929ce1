import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { mskRecord } from '../../../kafka/msk-batch.ts'
import type { TopicMapping } from '../manifest-schema.ts'
import { type Batcher, startBatcher } from './batcher.ts'

const open: Batcher[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((batcher) => batcher.stop()))
})

const record = (partition: number, offset: number, value = 'v'): MSKRecord =>
  mskRecord({
    topic: 't',
    partition,
    offset,
    timestamp: 1000 + offset,
    key: 'k',
    value,
    headers: [['ce_id', 'é']],
  })

type Script = (event: MSKEvent, call: number) => unknown

/**
 * Starts a batcher whose function follows the script. `events` are its invocations, `processed` the reported
 * records.
 */
const start = (script: Script = () => undefined, { batchSize = 10, maximumBatchingWindow = 0 } = {}) => {
  const events: MSKEvent[] = []
  const processed: string[] = []
  let expected = Infinity
  let done = Promise.withResolvers<void>()
  const batcher = startBatcher({
    source: {
      functionKey: 'project',
      mapping: { topic: 't', batchSize, maximumBatchingWindow } as TopicMapping,
      eventSourceArn: 'arn',
      bootstrapServers: 'b',
      invoke: async (event) => {
        events.push(event)
        return script(event, events.length)
      },
    },
    backoffMs: 1,
    onProcessed: (records) => {
      processed.push(...records.map(({ partition, offset }) => `${partition}:${offset}`))
      if (processed.length >= expected) done.resolve()
    },
  })
  open.push(batcher)
  const until = (count: number): Promise<void> => {
    expected = count
    done = Promise.withResolvers()
    if (processed.length >= count) done.resolve()
    return done.promise
  }
  return { batcher, events, processed, until }
}

const offsets = (event: MSKEvent | undefined): Record<string, number[]> =>
  Object.fromEntries(
    Object.entries(event?.records ?? {}).map(([name, records]) => [
      name,
      records.map(({ offset }) => offset),
    ]),
  )

const failed = (...failures: [string, number][]) => ({
  batchItemFailures: failures.map(([partition, offset]) => ({ itemIdentifier: { partition, offset } })),
})

test('the event is that of Lambda: records by partition, in base64, header values as bytes', async () => {
  const { batcher, events, until } = start()
  batcher.add([record(2, 7, 'ওষুধ')])
  await until(1)
  expect(events).toEqual([
    {
      eventSource: 'aws:kafka',
      eventSourceArn: 'arn',
      bootstrapServers: 'b',
      records: {
        't-2': [
          {
            topic: 't',
            partition: 2,
            offset: 7,
            timestamp: 1007,
            timestampType: 'CREATE_TIME',
            key: Buffer.from('k').toString('base64'),
            value: Buffer.from('ওষুধ').toString('base64'),
            headers: [{ ce_id: [195, 169] }],
          },
        ],
      },
    },
  ])
})

test('a batch is never larger than the batch size and can contain several partitions', async () => {
  const { batcher, events, until } = start(undefined, { batchSize: 3 })
  batcher.add([record(0, 1), record(0, 2), record(1, 1), record(1, 2), record(1, 3)])
  await until(5)
  const counts = events.map((event) => Object.values(event.records).flat().length)
  expect(Math.max(...counts)).toBeLessThanOrEqual(3)
  expect(counts.reduce((sum, count) => sum + count)).toBe(5)
  expect(Object.keys(events[0]?.records ?? {})).toHaveLength(2)
})

test('a batch is also limited by the size of an invocation', async () => {
  const { batcher, events, until } = start()
  const large = 'x'.repeat(2 * 1024 * 1024)
  batcher.add([record(0, 1, large), record(0, 2, large), record(0, 3, large)])
  await until(3)
  expect(events.map(offsets)).toEqual([{ 't-0': [1] }, { 't-0': [2] }, { 't-0': [3] }])
})

test('a batch gathers records during its window, and a full batch does not wait', async () => {
  const { batcher, events, until } = start(undefined, { batchSize: 3, maximumBatchingWindow: 3600 })
  batcher.add([record(0, 1)])
  await turn()
  batcher.add([record(0, 2)])
  await turn()
  expect(events.map(offsets)).toEqual([])
  batcher.add([record(0, 3), record(0, 4)])
  await until(3)
  expect(events.map(offsets)).toEqual([{ 't-0': [1, 2, 3] }])
})

test('a batch that is not full is delivered at the end of the window', async () => {
  const { batcher, events, until } = start(undefined, { maximumBatchingWindow: 0.02 })
  batcher.add([record(0, 1), record(0, 2)])
  await until(2)
  expect(events.map(offsets)).toEqual([{ 't-0': [1, 2] }])
})

test('a partition repeats from its first failed record, and other partitions continue', async () => {
  const { batcher, events, processed, until } = start((_, call) =>
    call === 1 ? failed(['t-0', 2], ['t-0', 3]) : undefined,
  )
  batcher.add([record(0, 1), record(0, 2), record(0, 3), record(1, 1)])
  await until(2)
  expect(processed).toEqual(['0:1', '1:1'])
  batcher.add([record(1, 2)])
  await until(5)
  expect(processed.filter((id) => id.startsWith('0'))).toEqual(['0:1', '0:2', '0:3'])
  expect(offsets(events[0])).toEqual({ 't-0': [1, 2, 3], 't-1': [1] })
  expect(offsets(events.find((event, index) => index > 0 && 't-0' in event.records))['t-0']).toEqual([2, 3])
})

test.each<[string, Script]>([
  ['throws', () => Promise.reject(new Error('down'))],
  ['names a record that is not in the batch', () => failed(['t-0', 99])],
  ['names a partition that is not in the batch', () => failed(['t-9', 1])],
  ['returns flat identifiers', () => ({ batchItemFailures: [{ itemIdentifier: 't-0' }] })],
])('the whole batch is delivered again when the function %s', async (_, script) => {
  const { batcher, events, processed, until } = start((event, call) =>
    call < 3 ? script(event, call) : undefined,
  )
  batcher.add([record(0, 1), record(1, 1)])
  await until(2)
  expect(processed.sort()).toEqual(['0:1', '1:1'])
  expect(offsets(events[0])).toEqual({ 't-0': [1], 't-1': [1] })
  expect(events.length).toBeGreaterThanOrEqual(3)
})

test.each([[undefined], [null], [{ batchItemFailures: [] }]])(
  'a response of %p means that every record was processed',
  async (response) => {
    const { batcher, events, until } = start(() => response)
    batcher.add([record(0, 1)])
    await until(1)
    expect(events).toHaveLength(1)
  },
)

/** A script whose first call reports that it has begun and then waits for `release`. */
const blockFirstCall = () => {
  const [begun, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const script: Script = (_, call) => {
    begun.resolve()
    return call === 1 ? released.promise : undefined
  }
  return { script, begun: begun.promise, release: released.resolve }
}

test('a discarded record is neither retried nor reported', async () => {
  const { script, begun, release } = blockFirstCall()
  const { batcher, events, processed, until } = start(script, { batchSize: 1 })
  batcher.add([record(0, 1), record(0, 2)])
  await begun
  batcher.discard()
  release()
  batcher.add([record(0, 3)])
  await until(1)
  expect(processed).toEqual(['0:3'])
  expect(events.map(offsets)).toEqual([{ 't-0': [1] }, { 't-0': [3] }])
  expect(batcher.recordCount()).toBe(0)
})

test('stopping waits for the running batch and starts no other', async () => {
  const { script, begun, release } = blockFirstCall()
  const { batcher, events, processed } = start(script, { batchSize: 1 })
  batcher.add([record(0, 1), record(0, 2)])
  await begun
  let ended = false
  const stopped = batcher.stop().then(() => {
    ended = true
  })
  await turn()
  expect(ended).toBe(false)
  release()
  await stopped
  batcher.add([record(0, 3)])
  await turn()
  expect(events.map(offsets)).toEqual([{ 't-0': [1] }])
  expect(processed).toEqual(['0:1'])
})
