import { setTimeout as delay } from 'node:timers/promises'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { log } from '../../observability/log.ts'

export type Mapping = {
  offer(records: readonly MSKRecord[]): void
  /** Records that wait or are being tried. */
  waiting(): number
  /** Forgets what waits, all or by choice; what is being tried just now is not reported as taken any more. */
  forget(chosen?: (record: MSKRecord) => boolean): void
  stop(): Promise<void>
}

type Options = {
  functionKey: string
  batchSize: number
  windowSeconds: number
  source: { eventSourceArn: string; bootstrapServers: string }
  invoke(functionKey: string, event: MSKEvent): Promise<unknown>
  /** Called after each success with the records of one partition, in order, that need not come again. */
  taken(records: readonly MSKRecord[]): Promise<void> | void
  /** Milliseconds before the first repeat; doubled for each further one, up to ten seconds. */
  backoff?: number
}

type Partition = { name: string; records: MSKRecord[]; failures: number; notBefore: number }

/** Lambda's own limit is 6 MB for the event; the envelope of a record is small against this margin. */
const batchBytes = 5 * 1024 * 1024

/**
 * Plays one event source mapping: gathers records into batches, calls the function, and repeats what it could not take. A
 * partition keeps its order and waits behind its first failed record; the others go on.
 */
export const playMapping = (options: Options): Mapping => {
  const partitions = new Map<string, Partition>()
  const stopping = new AbortController()
  let wake = Promise.withResolvers<void>()
  let inFlight = new Set<MSKRecord>()

  const deliver = async (batch: ReadonlyMap<Partition, MSKRecord[]>): Promise<void> => {
    inFlight = new Set([...batch.values()].flat())
    const failedFrom = await tried(options, batch)
    for (const [partition, records] of batch) {
      const failure = failedFrom.get(partition.name)
      const good = records.slice(0, failure ?? records.length).filter((record) => inFlight.has(record))
      const done = new Set(good)
      partition.records = partition.records.filter((record) => !done.has(record))
      partition.failures = failure === undefined ? 0 : partition.failures + 1
      partition.notBefore = failure === undefined ? 0 : performance.now() + pause(options.backoff ?? 100, partition.failures)
      if (good.length > 0) await reported(options, good)
    }
    inFlight = new Set()
  }

  const rest = async (milliseconds: number | undefined): Promise<void> => {
    const over = new AbortController()
    const timer = milliseconds === undefined ? undefined : delay(milliseconds, undefined, { signal: over.signal }).catch(() => {})
    await Promise.race([wake.promise, ...(timer ? [timer] : [])])
    over.abort()
    wake = Promise.withResolvers()
  }

  const run = async (): Promise<void> => {
    let openedAt: number | undefined
    while (!stopping.signal.aborted) {
      const now = performance.now()
      const batch = nextBatch([...partitions.values()], options.batchSize, now)
      if (batch.size === 0) {
        openedAt = undefined
        await rest(untilNextRepeat(partitions, now))
        continue
      }
      openedAt ??= now
      const left = openedAt + options.windowSeconds * 1000 - now
      if (left > 0 && countOf(batch) < options.batchSize) {
        await rest(left)
        continue
      }
      openedAt = undefined
      await deliver(batch)
    }
  }
  const running = run()

  return {
    offer(records) {
      for (const record of records) {
        const name = `${record.topic}-${record.partition}`
        const partition = partitions.get(name) ?? { name, records: [], failures: 0, notBefore: 0 }
        partitions.set(name, partition)
        partition.records.push(record)
      }
      wake.resolve()
    },
    waiting: () => [...partitions.values()].reduce((sum, { records }) => sum + records.length, 0),
    forget(chosen = () => true) {
      for (const partition of partitions.values()) partition.records = partition.records.filter((record) => !chosen(record))
      inFlight = new Set([...inFlight].filter((record) => !chosen(record)))
    },
    async stop() {
      stopping.abort()
      wake.resolve()
      await running
    },
  }
}

const nextBatch = (partitions: Partition[], size: number, now: number): Map<Partition, MSKRecord[]> => {
  const due = partitions.filter(({ records, notBefore }) => records.length > 0 && notBefore <= now)
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

const countOf = (batch: ReadonlyMap<Partition, MSKRecord[]>): number =>
  [...batch.values()].reduce((sum, records) => sum + records.length, 0)

const untilNextRepeat = (partitions: ReadonlyMap<string, Partition>, now: number): number | undefined => {
  const due = [...partitions.values()].filter(({ records }) => records.length > 0).map(({ notBefore }) => notBefore - now)
  return due.length === 0 ? undefined : Math.max(1, Math.min(...due))
}

const pause = (first: number, failures: number): number => Math.min(10_000, first * 2 ** (failures - 1)) * (0.5 + Math.random() / 2)

/** Answers, for each partition that failed, the index in its records from which on they come again. */
const tried = async (options: Options, batch: ReadonlyMap<Partition, MSKRecord[]>): Promise<Map<string, number>> => {
  const records = Object.fromEntries([...batch].map(([{ name }, list]) => [name, list]))
  try {
    const answer = await options.invoke(options.functionKey, { eventSource: 'aws:kafka', ...options.source, records })
    const failed = failedFrom(answer, records)
    if (failed.size > 0)
      log('warn', 'Records will be delivered again', { function: options.functionKey, partitions: Object.fromEntries(failed) })
    return failed
  } catch (error) {
    log('warn', 'A batch failed, it will be delivered again', { function: options.functionKey, partitions: Object.keys(records), error })
    return everything(records)
  }
}

const everything = (records: Record<string, MSKRecord[]>): Map<string, number> => new Map(Object.keys(records).map((name) => [name, 0]))

/** Lambda's rule for Kafka: an identifier that names no record of the batch repeats all of it. */
const failedFrom = (answer: unknown, records: Record<string, MSKRecord[]>): Map<string, number> => {
  const failures = (answer as { batchItemFailures?: unknown } | null)?.batchItemFailures ?? []
  if (!Array.isArray(failures)) return everything(records)
  const failed = new Map<string, number>()
  for (const failure of failures) {
    const { partition, offset } = (failure?.itemIdentifier ?? {}) as { partition?: string; offset?: number }
    const index = records[partition ?? '']?.findIndex((record) => record.offset === offset) ?? -1
    if (partition === undefined || index < 0) return everything(records)
    failed.set(partition, Math.min(index, failed.get(partition) ?? index))
  }
  return failed
}

const reported = async (options: Options, records: readonly MSKRecord[]): Promise<void> => {
  try {
    await options.taken(records)
  } catch (error) {
    // They were taken; at worst they come again, which every consumer of this topic must bear.
    log('warn', 'Taken records could not be reported, they may be delivered again', { function: options.functionKey, error })
  }
}
