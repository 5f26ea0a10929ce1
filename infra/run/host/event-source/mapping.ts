import { setTimeout as delay } from 'node:timers/promises'
import type { MSKRecord } from 'aws-lambda'
import { log } from '../../../observability/log.ts'
import { type Delivery, deliver } from './delivery.ts'
import { type Batch, nextBatch, type Partition, partitions, recordCount } from './partition.ts'

export type Mapping = {
  offer(records: readonly MSKRecord[]): void
  /** Records that wait or are being tried. */
  waiting(): number
  /** Forgets what waits, all or by choice; what is being tried just now is not reported as taken any more. */
  forget(chosen?: (record: MSKRecord) => boolean): void
  /** Lets the batch that runs end, and begins no other. */
  stop(): Promise<void>
}

type Options = Delivery & {
  batchSize: number
  windowSeconds: number
  /** Called after each success with the records of one partition, in order, that need not come again. */
  taken(records: readonly MSKRecord[]): Promise<void> | void
  /** Milliseconds before the first repeat; doubled for each further one, up to ten seconds. */
  backoff?: number
}

/**
 * Plays one event source mapping: gathers records into batches, calls the function, and repeats what it could not take. A
 * partition keeps its order and waits behind its first failed record; the others go on.
 */
export const playMapping = (options: Options): Mapping => {
  const queues = partitions()
  const bell = newBell()
  const inFlight = new Set<MSKRecord>()
  let stopping = false

  const run = async (): Promise<void> => {
    let openedAt: number | undefined
    while (!stopping) {
      const now = performance.now()
      const batch = nextBatch(queues.all(), options.batchSize, now)
      if (batch.size > 0) openedAt ??= now
      const wait =
        batch.size === 0 ? queues.untilNext(now) : windowLeft(options, batch, now - (openedAt ?? now))
      if (wait === 0) await carriedOut(options, batch, inFlight)
      else await bell.rung(wait)
      if (wait === 0 || batch.size === 0) openedAt = undefined
    }
  }
  const running = run()

  return {
    offer(records) {
      for (const record of records) queues.add(record)
      bell.ring()
    },
    waiting: queues.waiting,
    forget(chosen = () => true) {
      queues.remove(chosen)
      for (const record of inFlight) if (chosen(record)) inFlight.delete(record)
    },
    async stop() {
      stopping = true
      bell.ring()
      await running
    },
  }
}

/** Milliseconds that a batch still waits for more; 0 when it is full. */
const windowLeft = ({ batchSize, windowSeconds }: Options, batch: Batch, open: number): number =>
  recordCount(batch) >= batchSize ? 0 : Math.max(0, windowSeconds * 1000 - open)

const carriedOut = async (options: Options, batch: Batch, inFlight: Set<MSKRecord>): Promise<void> => {
  for (const record of [...batch.values()].flat()) inFlight.add(record)
  const failedFrom = await deliver(options, batch)
  for (const [partition, records] of batch) {
    const failure = failedFrom.get(partition.name)
    const good = records.slice(0, failure ?? records.length).filter((record) => inFlight.has(record))
    settle(partition, new Set(good), failure !== undefined, options.backoff ?? 100)
    if (good.length > 0) await reported(options, good)
  }
  inFlight.clear()
}

const settle = (
  partition: Partition,
  done: ReadonlySet<MSKRecord>,
  hasFailed: boolean,
  backoff: number,
): void => {
  partition.records = partition.records.filter((record) => !done.has(record))
  partition.failures = hasFailed ? partition.failures + 1 : 0
  const pause = Math.min(10_000, backoff * 2 ** (partition.failures - 1)) * (0.5 + Math.random() / 2)
  partition.notBefore = hasFailed ? performance.now() + pause : 0
}

const reported = async (options: Options, records: readonly MSKRecord[]): Promise<void> => {
  try {
    await options.taken(records)
  } catch (error) {
    // They were taken; at worst they come again, which every consumer of this topic must bear.
    log('warn', 'Taken records could not be reported, they may be delivered again', {
      function: options.functionKey,
      error,
    })
  }
}

/** Wakes whoever waits, or who will wait next. */
const newBell = () => {
  let next = Promise.withResolvers<void>()
  return {
    ring: () => next.resolve(),
    /** Resolves at the next ring, or after the given milliseconds. */
    async rung(milliseconds: number | undefined): Promise<void> {
      const over = new AbortController()
      const timer =
        milliseconds === undefined
          ? []
          : [delay(milliseconds, undefined, { signal: over.signal }).catch(() => {})]
      await Promise.race([next.promise, ...timer])
      over.abort()
      next = Promise.withResolvers()
    },
  }
}
