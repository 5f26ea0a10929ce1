import { expect, test } from '@jest/globals'
import { mskRecord } from '../../../kafka/msk-batch.ts'
import { createPartitionQueues, nextBatch, removeRecords } from './partition-queues.ts'

const record = (partition: number, offset: number, timestamp: number) =>
  mskRecord({ topic: 't', partition, offset, timestamp, key: 'k', value: 'v', headers: [] })

test('the partition that has waited longest comes first, so that a busy one cannot starve it', () => {
  const queues = createPartitionQueues()
  for (let offset = 0; offset < 10; offset++) queues.add(record(0, offset, 2_000 + offset))
  queues.add(record(1, 0, 1_000))
  const batch = nextBatch(queues.all(), 3, 0)
  expect([...batch].map(([{ name }, records]) => [name, records.map(({ offset }) => offset)])).toEqual([
    ['t-1', [0]],
    ['t-0', [0, 1]],
  ])
})

test('a partition waits for the time of its next attempt, and other partitions do not', () => {
  const queues = createPartitionQueues()
  queues.add(record(0, 0, 1))
  queues.add(record(1, 0, 1))
  const [delayed] = queues.all()
  Object.assign(delayed ?? {}, { failures: 1, notBeforeMs: 500 })
  expect([...nextBatch(queues.all(), 10, 100).keys()].map(({ name }) => name)).toEqual(['t-1'])
})

test('after a clear, the next record does not wait for a retry', () => {
  const queues = createPartitionQueues()
  queues.add(record(0, 0, 1))
  Object.assign(queues.all()[0] ?? {}, { failures: 3, notBeforeMs: 500 })
  queues.clear()
  expect([queues.recordCount(), queues.untilNextMs(100)]).toEqual([0, undefined])
  queues.add(record(0, 1, 2))
  expect(nextBatch(queues.all(), 10, 100).size).toBe(1)
})

test('the size of what waits grows with each record, and shrinks when records are removed', () => {
  const queues = createPartitionQueues()
  const large = mskRecord({
    topic: 't',
    partition: 0,
    offset: 0,
    timestamp: 1,
    key: 'k',
    value: Buffer.alloc(3_000_000),
    headers: [],
  })
  expect(queues.byteCount()).toBe(0)
  queues.add(large)
  queues.add(record(0, 1, 1))
  queues.add(record(1, 0, 1))
  // In base64.
  expect(queues.byteCount()).toBeGreaterThan(4_000_000)
  const [queue] = queues.all()
  if (!queue) throw new Error('There is no queue')
  removeRecords(queue, [large])
  expect(queue.records.map(({ offset }) => offset)).toEqual([1])
  expect(queues.byteCount()).toBeGreaterThan(0)
  expect(queues.byteCount()).toBeLessThan(10_000)
  queues.clear()
  expect([queues.byteCount(), queue.bytes]).toEqual([0, 0])
})
