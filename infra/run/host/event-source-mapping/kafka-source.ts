import { setTimeout as delay } from 'node:timers/promises'
import type { KafkaConnection } from '../../../kafka/connection.ts'
import { log } from '../../../observability/log.ts'
import { type Batcher, startBatcher } from './batcher.ts'
import type { EventSource } from './event-source.ts'
import { openSession, type Session } from './kafka-session.ts'

type Options = {
  source: EventSource
  connection: KafkaConnection
  groupId: string
  backoffMs?: number
}

/** Reading pauses when records of this size wait, and before that when twenty full batches do. */
const maximumWaitingBytes = 32 * 1024 * 1024

export type KafkaSource = { stop(): Promise<void> }

/**
 * Starts the event source mapping of one function on a broker: joins the consumer group, delivers records in
 * batches and commits what was processed. When the broker fails it joins again, with growing pauses.
 */
export const startKafkaSource = ({ source, connection, groupId, backoffMs }: Options): KafkaSource => {
  const stopping = new AbortController()
  const maximumRecords = 20 * source.mapping.batchSize
  /** 1 is full. */
  const fill = (): number =>
    Math.max(batcher.recordCount() / maximumRecords, batcher.byteCount() / maximumWaitingBytes)
  let session: Session | undefined
  const batcher = startBatcher({
    source,
    backoffMs,
    onProcessed: async (records) => {
      await session?.commit(records)
      if (fill() < 0.5) session?.resume()
    },
    // The records behind a failure wait for as long as it lasts. They must not keep other partitions from
    // being read.
    onFailed: () => {
      if (fill() < 0.5) return
      batcher.cutFailing()
      if (fill() < 0.5) session?.resume()
    },
    onCutProcessed: () => session?.reread(),
  })
  const open = (): Session => {
    const isFull = () => fill() >= 1
    session = openSession({ connection, groupId, mapping: source.mapping, batcher, isFull })
    return session
  }
  const running = keepSessionOpen(source, batcher, open, stopping.signal)

  return {
    async stop() {
      await batcher.stop()
      stopping.abort()
      await running
      await session?.close()
    },
  }
}

/**
 * Opens a session and, each time it fails, another one. Returns when the signal aborts and leaves the last
 * session open.
 */
const keepSessionOpen = async (
  { functionKey, mapping }: EventSource,
  batcher: Batcher,
  open: () => Session,
  signal: AbortSignal,
): Promise<void> => {
  for (let failures = 0; !signal.aborted; failures++) {
    const session = open()
    const openedAtMs = performance.now()
    const error = await Promise.race([session.failed, aborted(signal)])
    if (signal.aborted) return
    if (performance.now() - openedAtMs > 30_000) failures = 0
    log('warn', 'Lost Kafka, joining again', { function: functionKey, topic: mapping.topic, error })
    await session.close()
    batcher.discard()
    const pauseMs = Math.min(5_000, 100 * 2 ** failures) * (0.5 + Math.random() / 2)
    await delay(pauseMs, undefined, { signal }).catch(() => {})
  }
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }))
