import { setTimeout as delay } from 'node:timers/promises'
import { Consumer, type Message, MessagesStreamFallbackModes, MessagesStreamModes } from '@platformatic/kafka'
import type { MSKRecord } from 'aws-lambda'
import type { KafkaConnection } from '../../../kafka/connection.ts'
import { isBrokerError } from '../../../kafka/errors.ts'
import { mskRecord } from '../../../kafka/msk-batch.ts'
import { log } from '../../../observability/log.ts'
import type { TopicMapping } from '../manifest-schema.ts'
import type { Batcher } from './batcher.ts'
import { lossAdvice, startingOffsets } from './starting-offsets.ts'
import { waitForTopic } from './wait-for-topic.ts'

/**
 * A killed member keeps its partitions until its session expires, so after a restart they are idle for up to
 * this long. The broker accepts no smaller value.
 */
const sessionTimeoutMs = 6_000

/** How long a fetch waits at the broker when there is no new record. */
const maximumFetchWaitMs = 50

/**
 * The stream holds what a fetch returned while reading pauses. The broker returns a batch that is larger than
 * these limits too, when it comes first.
 */
const maximumFetchBytes = 8 * 1024 * 1024
const maximumFetchBytesPerPartition = 1024 * 1024

/** How long close() waits for the broker. */
const leaveTimeoutMs = 2_000

type Options = {
  connection: KafkaConnection
  groupId: string
  mapping: TopicMapping
  batcher: Pick<Batcher, 'add' | 'discard'>
  /** Whether so much waits in the batcher that reading has to pause. */
  isFull(): boolean
}

export type Session = {
  /** Resolves with the error that ended the session. */
  failed: Promise<unknown>
  /**
   * Commits the offset after the last of these records, which are of one partition. An error also ends the
   * session: the next one reads and commits these records again.
   */
  commit(records: readonly MSKRecord[]): Promise<void>
  /** Continues to read after a pause. */
  resume(): void
  /** Discards what was read, and reads again from the committed offsets. */
  reread(): void
  close(): Promise<void>
}

type Stream = Awaited<ReturnType<Consumer['consume']>>
type KafkaMessage = Message<Buffer, Buffer, Buffer, Buffer>

/**
 * Joins the consumer group as soon as the topic exists, and passes its records to the batcher, until the
 * first error.
 */
export const openSession = (options: Options): Session => {
  const closing = new AbortController()
  const failure = Promise.withResolvers<unknown>()
  const consumer = createConsumer(options)
  const reader = createReader(options, consumer, failure.resolve)
  consumer.on('error', failure.resolve)
  const reread = () => void reader.start().catch(failure.resolve)
  consumer.on('consumer:group:join', reread)
  // Tracked once here, so that closing a stream does not make the member leave the topic and the group
  // rebalance.
  consumer.topics.track(options.mapping.topic)
  const join = async (): Promise<void> => {
    await waitForTopic(options.connection, options.mapping.topic, closing.signal)
    if (!closing.signal.aborted) await consumer.joinGroup({})
  }
  join().catch(failure.resolve)

  return {
    failed: failure.promise,
    resume: reader.resume,
    reread,
    async commit(records) {
      const last = records.at(-1)
      if (!last) return
      const { topic, partition } = last
      const offset = BigInt(last.offset) + 1n
      const leaderEpoch = reader.leaderEpoch(partition)
      try {
        await consumer.commit({ offsets: [{ topic, partition, offset, leaderEpoch }] })
      } catch (error) {
        failure.resolve(error)
        throw error
      }
    },
    async close() {
      closing.abort()
      reader.end()
      // A broker that is down does not respond to the request to leave.
      const timeout = delay(leaveTimeoutMs, undefined, { ref: false })
      await Promise.race([consumer.close(true).catch(() => {}), timeout])
    },
  }
}

const createConsumer = ({ connection, groupId }: Options): Consumer =>
  new Consumer({
    ...connection,
    groupId,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: 30_000,
    heartbeatInterval: 1_500,
    maxWaitTime: maximumFetchWaitMs,
    autocommit: false,
    retries: 3,
    retryDelay: 200,
    timeout: 5_000,
    connectTimeout: 3_000,
  })

/**
 * Creates the reader of the assigned partitions. Each rebalance discards the records that were read and
 * starts a new stream at the committed offsets, because the old stream may still have records and offsets of
 * partitions that this member has lost.
 */
const createReader = (
  { mapping, batcher, isFull }: Options,
  consumer: Consumer,
  fail: (error: unknown) => void,
) => {
  const leaderEpochs = new Map<number, number>()
  let currentGeneration = 0
  let ended = false
  let stream: Stream | undefined
  const isCurrent = (generation: number): boolean => !ended && generation === currentGeneration

  const read = (message: KafkaMessage, from: Stream): void => {
    leaderEpochs.set(message.partition, message.leaderEpoch ?? -1)
    batcher.add([toMskRecord(message)])
    if (isFull()) from.pause()
  }
  const failReading = (error: Error): void => {
    logMissingRecord(mapping.topic, error)
    fail(error)
  }
  return {
    leaderEpoch: (partition: number): number => leaderEpochs.get(partition) ?? -1,
    resume: () => stream?.resume(),
    end(): void {
      ended = true
    },
    async start(): Promise<void> {
      const generation = ++currentGeneration
      batcher.discard()
      destroy(stream)
      const offsets = await startingOffsets(consumer, mapping)
      if (!isCurrent(generation) || offsets.length === 0) return
      const opened = await openStream(consumer, mapping.topic, offsets)
      if (!isCurrent(generation)) return destroy(opened)
      stream = opened
      opened.on('error', (error) => isCurrent(generation) && failReading(error))
      opened.on('data', (message: KafkaMessage) => isCurrent(generation) && read(message, opened))
    },
  }
}

type Offsets = Awaited<ReturnType<typeof startingOffsets>>

const openStream = (consumer: Consumer, topic: string, offsets: Offsets): Promise<Stream> =>
  consumer.consume({
    topics: [topic],
    mode: MessagesStreamModes.MANUAL,
    offsets,
    // Where the broker does not have an offset any more, the stream would otherwise go on at the end of the
    // partition and say nothing.
    fallbackMode: MessagesStreamFallbackModes.FAIL,
    maxBytes: maximumFetchBytes,
    maxBytesPerPartition: maximumFetchBytesPerPartition,
    autocommit: false,
    maxWaitTime: maximumFetchWaitMs,
  })

const logMissingRecord = (topic: string, error: Error): void => {
  if (isBrokerError(error, 'OFFSET_OUT_OF_RANGE'))
    log('error', 'The next record is not in Kafka any more', { topic, advice: lossAdvice })
}

const destroy = (stream: Stream | undefined): void => {
  if (!stream || stream.destroyed) return
  stream.removeAllListeners('data')
  stream.on('error', () => {})
  stream.destroy()
}

const toMskRecord = ({ topic, partition, offset, timestamp, key, value, headers }: KafkaMessage): MSKRecord =>
  mskRecord({
    topic,
    partition,
    offset: Number(offset),
    timestamp: Number(timestamp),
    key: key ?? '',
    value: value ?? '',
    headers,
  })
