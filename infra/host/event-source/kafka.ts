import { setTimeout as delay } from 'node:timers/promises'
import { Consumer, ListOffsetTimestamps, type Message, MessagesStreamModes } from '@platformatic/kafka'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import type { KafkaConnection } from '../../kafka/brokers.ts'
import { log } from '../../observability/log.ts'
import type { FunctionDeclaration, TopicMapping } from '../manifest.ts'
import { type Mapping, playMapping } from './mapping.ts'
import { mskRecord } from './record.ts'

type Options = {
  declaration: FunctionDeclaration
  mapping: TopicMapping
  connection: KafkaConnection
  groupId: string
  eventSourceArn: string
  invoke(functionKey: string, event: MSKEvent): Promise<unknown>
  backoff?: number
}

type Raw = Message<Buffer, Buffer, Buffer, Buffer>

export type KafkaSource = { stop(): Promise<void> }

/**
 * A member that was killed holds its partitions until its session ends, so a restart waits for it at most this long; the
 * broker takes no less.
 */
const sessionTimeout = 6_000

/** How long one fetch waits at the broker for something new: it answers at once when there is. */
const maxWaitTime = 50

/**
 * Plays the event source mapping of one function on a real broker: joins the group, hands records over in batches, commits
 * what was taken, and starts again with growing pauses whenever the broker goes away.
 */
export const playKafka = (options: Options): KafkaSource => {
  const { declaration, mapping } = options
  const stopping = new AbortController()
  const heldAtMost = 20 * mapping.batchSize
  let session: Session | undefined
  const played = playMapping({
    functionKey: declaration.key,
    batchSize: mapping.batchSize,
    windowSeconds: mapping.maximumBatchingWindow,
    source: { eventSourceArn: options.eventSourceArn, bootstrapServers: options.connection.bootstrapBrokers.join(',') },
    invoke: options.invoke,
    taken: async (records) => {
      await session?.commit(records)
      if (played.waiting() < heldAtMost / 2) session?.resume()
    },
    ...(options.backoff === undefined ? {} : { backoff: options.backoff }),
  })

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      const current = openSession(options, played, heldAtMost)
      session = current
      const joined = performance.now()
      const error = await Promise.race([current.failed, aborted(stopping.signal)])
      if (stopping.signal.aborted) break
      if (performance.now() - joined > 30_000) failures = 0
      log('warn', 'Lost Kafka, joining again', { function: declaration.key, topic: mapping.topic, error })
      await current.close()
      played.forget()
      await delay(Math.min(5_000, 100 * 2 ** failures) * (0.5 + Math.random() / 2), undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const running = run()

  return {
    async stop() {
      await played.stop()
      stopping.abort()
      await running
      await session?.close()
    },
  }
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }))

type Session = {
  /** Resolves with the error that ended the session. */
  failed: Promise<unknown>
  commit(records: readonly MSKRecord[]): Promise<void>
  resume(): void
  close(): Promise<void>
}

type Stream = Awaited<ReturnType<Consumer['consume']>>

/**
 * One membership of the group. Each time the partitions are dealt out anew, what was read is forgotten and reading begins
 * at the committed offsets, in a new stream: the client's own stream may keep records and positions of partitions that it
 * has lost meanwhile.
 */
const openSession = (options: Options, played: Mapping, heldAtMost: number): Session => {
  const { mapping } = options
  const failure = Promise.withResolvers<unknown>()
  const epochs = new Map<number, number>()
  const consumer = new Consumer({
    ...options.connection,
    groupId: options.groupId,
    sessionTimeout,
    rebalanceTimeout: 30_000,
    heartbeatInterval: 1_500,
    maxWaitTime,
    autocommit: false,
    retries: 3,
    retryDelay: 200,
    timeout: 5_000,
    connectTimeout: 3_000,
  })
  let generation = 0
  let closed = false
  let stream: Stream | undefined

  const read = async (): Promise<void> => {
    const mine = ++generation
    played.forget()
    await ended(stream)
    const offsets = await startingOffsets(consumer, mapping)
    if (mine !== generation || closed || offsets.length === 0) return
    const opened = await consumer.consume({
      topics: [mapping.topic],
      mode: MessagesStreamModes.MANUAL,
      offsets,
      autocommit: false,
      maxWaitTime,
    })
    if (mine !== generation || closed) return ended(opened)
    stream = opened
    opened.on('error', (error) => mine === generation && failure.resolve(error))
    opened.on('data', (message: Raw) => {
      if (mine !== generation) return
      epochs.set(message.partition, message.leaderEpoch ?? -1)
      played.offer([received(message)])
      if (played.waiting() >= heldAtMost) opened.pause()
    })
  }

  consumer.on('error', failure.resolve)
  consumer.on('consumer:group:join', () => {
    read().catch(failure.resolve)
  })
  // Held once by us, so that closing a stream does not make the member leave the topic and the group deal anew.
  consumer.topics.track(mapping.topic)
  consumer.joinGroup({}).catch(failure.resolve)

  return {
    failed: failure.promise,
    resume: () => stream?.resume(),
    async commit(records) {
      const last = records.at(-1)
      if (!last || closed) return
      const { topic, partition, offset } = last
      await consumer.commit({ offsets: [{ topic, partition, offset: BigInt(offset) + 1n, leaderEpoch: epochs.get(partition) ?? -1 }] })
    },
    async close() {
      closed = true
      // A broker that is gone does not answer the farewell, and nobody should wait for it.
      await Promise.race([consumer.close(true).catch(() => {}), delay(2_000, undefined, { ref: false })])
    },
  }
}

const ended = async (stream: Stream | undefined): Promise<void> => {
  if (!stream || stream.destroyed) return
  stream.removeAllListeners('data')
  stream.on('error', () => {})
  stream.destroy()
}

const received = ({ topic, partition, offset, timestamp, key, value, headers }: Raw): MSKRecord =>
  mskRecord({
    topic,
    partition,
    offset: Number(offset),
    timestamp: Number(timestamp),
    key: key ?? '',
    value: value ?? '',
    headers,
  })

/** The committed offset of each partition dealt to this member, or an end of the log as startingPosition says. */
const startingOffsets = async (consumer: Consumer, { topic, startingPosition }: TopicMapping) => {
  const partitions = consumer.assignments?.find((assignment) => assignment.topic === topic)?.partitions ?? []
  if (partitions.length === 0) return []
  const timestamp = startingPosition === 'LATEST' ? ListOffsetTimestamps.LATEST : ListOffsetTimestamps.EARLIEST
  const [committed, ends] = await Promise.all([
    consumer.listCommittedOffsets({ topics: [{ topic, partitions }] }),
    consumer.listOffsets({ topics: [topic], timestamp }),
  ])
  return partitions.map((partition) => {
    const own = committed.get(topic)?.[partition] ?? -1n
    return { topic, partition, offset: own >= 0n ? own : (ends.get(topic)?.[partition] ?? 0n) }
  })
}
