import { setTimeout as delay } from 'node:timers/promises'
import type { MSKRecord } from 'aws-lambda'
import { log } from '../../../observability/log.ts'
import { deliver } from './deliver.ts'
import type { EventSource } from './event-source.ts'
import {
  type Batch,
  batchRecordCount,
  createPartitionQueues,
  nextBatch,
  type PartitionQueue,
  removeRecords,
} from './partition-queues.ts'

export type Batcher = {
  add(records: readonly MSKRecord[]): void
  /** Returns the number of records that wait or are in the running batch. */
  recordCount(): number
  /** Returns about how much memory their keys and values need. */
  byteCount(): number
  /**
   * Leaves out all but the first record of each partition that fails, so that others can be read.
   * `onCutProcessed` is called when that record is processed and the rest has to be read again.
   */
  cutFailing(): void
  /** Discards all records. Those in the running batch are then not passed to `onProcessed`. */
  discard(): void
  /** Waits for the running batch and starts no other. */
  stop(): Promise<void>
}

type Options = {
  source: EventSource
  /** Called after each success with the processed records of one partition, in order. */
  onProcessed(records: readonly MSKRecord[]): Promise<void> | void
  /** Called after each batch in which a partition failed. */
  onFailed?(): void
  onCutProcessed?(): void
  /** Delay before the first retry. It doubles with each further one, up to ten seconds. */
  backoffMs?: number | undefined
}

/**
 * Starts the batches of one function: gathers records, invokes the function and retries what failed. The
 * records of a partition stay in order and wait behind its first failed record, while other partitions
 * continue.
 */
export const startBatcher = (options: Options): Batcher => {
  const queues = createPartitionQueues()
  const signal = createSignal()
  const inFlight = new Set<MSKRecord>()
  let stopping = false

  const run = async (): Promise<void> => {
    let openedAtMs: number | undefined
    while (!stopping) {
      const nowMs = performance.now()
      const batch = nextBatch(queues.all(), options.source.mapping.batchSize, nowMs)
      if (batch.size > 0) openedAtMs ??= nowMs
      const openForMs = nowMs - (openedAtMs ?? nowMs)
      const waitMs =
        batch.size === 0 ? queues.untilNextMs(nowMs) : windowLeftMs(options.source, batch, openForMs)
      if (waitMs === 0) await processBatch(options, batch, inFlight)
      else await signal.wait(waitMs)
      if (waitMs === 0 || batch.size === 0) openedAtMs = undefined
    }
  }
  const running = run()

  return {
    add(records) {
      for (const record of records) queues.add(record)
      signal.raise()
    },
    recordCount: queues.recordCount,
    byteCount: queues.byteCount,
    cutFailing: queues.cutFailing,
    discard() {
      queues.clear()
      inFlight.clear()
    },
    async stop() {
      stopping = true
      signal.raise()
      await running
    },
  }
}

/** Returns how long a batch still waits for more records; 0 when it is full. */
const windowLeftMs = ({ mapping }: EventSource, batch: Batch, openForMs: number): number =>
  batchRecordCount(batch) >= mapping.batchSize
    ? 0
    : Math.max(0, mapping.maximumBatchingWindow * 1000 - openForMs)

const processBatch = async (options: Options, batch: Batch, inFlight: Set<MSKRecord>): Promise<void> => {
  for (const record of [...batch.values()].flat()) inFlight.add(record)
  const failures = await deliver(options.source, batch)
  for (const [queue, records] of batch) {
    const failedIndex = failures.get(queue.name)
    const processed = records.slice(0, failedIndex).filter((record) => inFlight.has(record))
    removeRecords(queue, processed)
    if (failedIndex === undefined) clearFailures(queue)
    else delayRetry(queue, options.backoffMs ?? 100)
    if (processed.length > 0) await reportProcessed(options, processed)
  }
  inFlight.clear()
  if (failures.size > 0) options.onFailed?.()
  if ([...batch.keys()].some(({ isCut, records }) => isCut && records.length === 0))
    options.onCutProcessed?.()
}

const clearFailures = (queue: PartitionQueue): void => {
  Object.assign(queue, { failures: 0, notBeforeMs: 0 })
}

const delayRetry = (queue: PartitionQueue, backoffMs: number): void => {
  const delayMs = Math.min(10_000, backoffMs * 2 ** queue.failures) * (0.5 + Math.random() / 2)
  queue.failures++
  queue.notBeforeMs = performance.now() + delayMs
}

const reportProcessed = async (options: Options, records: readonly MSKRecord[]): Promise<void> => {
  try {
    await options.onProcessed(records)
  } catch (error) {
    // The records were processed. At worst they are delivered again, which every consumer of this topic must
    // tolerate.
    log('warn', 'Processed records could not be reported, they may be delivered again', {
      function: options.source.functionKey,
      error,
    })
  }
}

/** Creates a signal. Raising it ends the running wait, or the next one if none is running. */
const createSignal = () => {
  let raised = Promise.withResolvers<void>()
  return {
    raise: () => raised.resolve(),
    /** Resolves when the signal is raised, or after the timeout if there is one. */
    async wait(timeoutMs: number | undefined): Promise<void> {
      const over = new AbortController()
      const timeout =
        timeoutMs === undefined ? [] : [delay(timeoutMs, undefined, { signal: over.signal }).catch(() => {})]
      await Promise.race([raised.promise, ...timeout])
      over.abort()
      raised = Promise.withResolvers()
    },
  }
}
