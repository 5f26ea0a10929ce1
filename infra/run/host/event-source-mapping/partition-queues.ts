import type { MSKRecord } from 'aws-lambda'

/**
 * The waiting records of one partition, in order, with their size, and the earliest time of their next
 * attempt (by `performance.now()`).
 */
export type PartitionQueue = {
  name: string
  records: MSKRecord[]
  bytes: number
  failures: number
  notBeforeMs: number
  /** Records after the last one were left out, so those that come now are too. */
  isCut: boolean
}

export type Batch = ReadonlyMap<PartitionQueue, MSKRecord[]>

/** Lambda's own limit for an event is 6 MB; the rest is more than the envelopes of the records need. */
const maximumBatchBytes = 5 * 1024 * 1024

/** Part of the size of a record: its position, headers and JSON. */
const envelopeBytes = 1000

const sizeOf = ({ key, value }: MSKRecord): number =>
  (key?.length ?? 0) + (value?.length ?? 0) + envelopeBytes

const emptyQueue = (name: string): PartitionQueue => ({
  ...{ name, records: [], bytes: 0, failures: 0, notBeforeMs: 0, isCut: false },
})

export const createPartitionQueues = () => {
  const queues = new Map<string, PartitionQueue>()
  return {
    all: (): PartitionQueue[] => [...queues.values()],
    add(record: MSKRecord): void {
      const name = `${record.topic}-${record.partition}`
      const queue = queues.get(name) ?? emptyQueue(name)
      queues.set(name, queue)
      if (queue.isCut) return
      queue.records.push(record)
      queue.bytes += sizeOf(record)
    },
    clear(): void {
      // A running batch writes to its queues afterwards, so they are emptied too.
      for (const queue of queues.values()) Object.assign(queue, { records: [], bytes: 0, isCut: false })
      queues.clear()
    },
    /** Leaves out all but the first record of each partition that fails. They have to be read again. */
    cutFailing(): void {
      for (const queue of queues.values()) {
        if (queue.failures === 0 || queue.records.length < 2) continue
        removeRecords(queue, queue.records.slice(1))
        queue.isCut = true
      }
    },
    recordCount: (): number => [...queues.values()].reduce((sum, { records }) => sum + records.length, 0),
    byteCount: (): number => [...queues.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    /** Returns the time until the next attempt, at least 1 ms; undefined when no record waits. */
    untilNextMs(nowMs: number): number | undefined {
      const waitsMs = [...queues.values()]
        .filter(({ records }) => records.length > 0)
        .map(({ notBeforeMs }) => notBeforeMs - nowMs)
      return waitsMs.length === 0 ? undefined : Math.max(1, Math.min(...waitsMs))
    },
  }
}

/** Removes records. Those that are not in the queue any more are passed over. */
export const removeRecords = (queue: PartitionQueue, removed: readonly MSKRecord[]): void => {
  const done = new Set(removed)
  queue.records = queue.records.filter((record) => !done.has(record))
  queue.bytes = queue.records.reduce((sum, record) => sum + sizeOf(record), 0)
}

/**
 * Returns at most `size` records of the partitions that may be attempted now, each from the head of its
 * queue.
 */
export const nextBatch = (queues: readonly PartitionQueue[], size: number, nowMs: number): Batch => {
  const due = queues.filter(({ records, notBeforeMs }) => records.length > 0 && notBeforeMs <= nowMs)
  const batch = new Map<PartitionQueue, MSKRecord[]>()
  let recordsLeft = size
  let bytesLeft = maximumBatchBytes
  // The partition that has waited longest comes first, so that a busy partition cannot starve a quiet one.
  for (const queue of due.sort((one, other) => headTimestamp(one) - headTimestamp(other))) {
    const records: MSKRecord[] = []
    for (const record of queue.records) {
      bytesLeft -= sizeOf(record)
      if (recordsLeft === 0 || (bytesLeft < 0 && (batch.size > 0 || records.length > 0))) break
      records.push(record)
      recordsLeft--
    }
    if (records.length > 0) batch.set(queue, records)
  }
  return batch
}

const headTimestamp = ({ records }: PartitionQueue): number => records[0]?.timestamp ?? 0

export const batchRecordCount = (batch: Batch): number =>
  [...batch.values()].reduce((sum, records) => sum + records.length, 0)
