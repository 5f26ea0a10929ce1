import type { MSKRecord } from 'aws-lambda'

/** The records of one partition that wait, in order, and when they may be tried next. */
export type Partition = { name: string; records: MSKRecord[]; failures: number; notBefore: number }

export type Batch = ReadonlyMap<Partition, MSKRecord[]>

/** Lambda's own limit is 6 MB for the event; the envelope of a record is small against this margin. */
const batchBytes = 5 * 1024 * 1024

export const partitions = () => {
  const all = new Map<string, Partition>()
  return {
    all: (): Partition[] => [...all.values()],
    add(record: MSKRecord): void {
      const name = `${record.topic}-${record.partition}`
      const partition = all.get(name) ?? { name, records: [], failures: 0, notBefore: 0 }
      all.set(name, partition)
      partition.records.push(record)
    },
    remove(chosen: (record: MSKRecord) => boolean): void {
      for (const partition of all.values()) {
        partition.records = partition.records.filter((record) => !chosen(record))
        // What failed before is gone, so what comes next need not wait for it.
        if (partition.records.length === 0) Object.assign(partition, { failures: 0, notBefore: 0 })
      }
    },
    waiting: (): number => [...all.values()].reduce((sum, { records }) => sum + records.length, 0),
    /** Milliseconds until something may be tried; undefined when nothing waits. */
    untilNext(now: number): number | undefined {
      const due = [...all.values()]
        .filter(({ records }) => records.length > 0)
        .map(({ notBefore }) => notBefore - now)
      return due.length === 0 ? undefined : Math.max(1, Math.min(...due))
    },
  }
}

/** At most `size` records of the partitions that may be tried now, each from its head on. */
export const nextBatch = (all: readonly Partition[], size: number, now: number): Batch => {
  const due = all.filter(({ records, notBefore }) => records.length > 0 && notBefore <= now)
  const batch = new Map<Partition, MSKRecord[]>()
  let room = size
  let bytes = batchBytes
  // The partition that waits longest goes first, so that a busy one cannot keep a quiet one out.
  for (const partition of due.sort((one, other) => headTime(one) - headTime(other))) {
    const records: MSKRecord[] = []
    for (const record of partition.records) {
      bytes -= (record.value?.length ?? 0) + (record.key?.length ?? 0) + 1000
      if (room === 0 || (bytes < 0 && (batch.size > 0 || records.length > 0))) break
      records.push(record)
      room--
    }
    if (records.length > 0) batch.set(partition, records)
  }
  return batch
}

const headTime = ({ records }: Partition): number => records[0]?.timestamp ?? 0

export const recordCount = (batch: Batch): number =>
  [...batch.values()].reduce((sum, records) => sum + records.length, 0)
