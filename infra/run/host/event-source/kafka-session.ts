import { setTimeout as delay } from 'node:timers/promises'
import { Consumer, ListOffsetTimestamps, type Message, MessagesStreamModes } from '@platformatic/kafka'
import type { MSKRecord } from 'aws-lambda'
import type { KafkaConnection } from '../../../kafka/connection.ts'
import type { TopicMapping } from '../manifest-schema.ts'
import type { Mapping } from './mapping.ts'
import { mskRecord } from './record.ts'

/**
 * A member that was killed holds its partitions until its session ends, so a restart waits for it at most this long; the
 * broker takes no less.
 */
const sessionTimeout = 6_000

/** How long one fetch waits at the broker for something new: it answers at once when there is. */
const maxWaitTime = 50

type Options = {
  connection: KafkaConnection
  groupId: string
  mapping: TopicMapping
  records: Pick<Mapping, 'offer' | 'waiting' | 'forget'>
  /** Records in memory at which reading pauses until they are taken. */
  heldAtMost: number
}

export type Session = {
  /** Resolves with the error that ended the session. */
  failed: Promise<unknown>
  commit(records: readonly MSKRecord[]): Promise<void>
  resume(): void
  close(): Promise<void>
}

type Stream = Awaited<ReturnType<Consumer['consume']>>
type Raw = Message<Buffer, Buffer, Buffer, Buffer>

/** One membership of the group, from joining it to the first error. */
export const openSession = (options: Options): Session => {
  const failure = Promise.withResolvers<unknown>()
  const consumer = newConsumer(options)
  const reader = reading(options, consumer, failure.resolve)
  consumer.on('error', failure.resolve)
  consumer.on('consumer:group:join', () => {
    reader.begin().catch(failure.resolve)
  })
  // Held once by us, so that closing a stream does not make the member leave the topic and the group deal anew.
  consumer.topics.track(options.mapping.topic)
  consumer.joinGroup({}).catch(failure.resolve)

  return {
    failed: failure.promise,
    resume: reader.resume,
    async commit(records) {
      const last = records.at(-1)
      if (!last) return
      const { topic, partition, offset } = last
      await consumer.commit({
        offsets: [
          { topic, partition, offset: BigInt(offset) + 1n, leaderEpoch: reader.leaderEpoch(partition) },
        ],
      })
    },
    async close() {
      reader.end()
      // A broker that is gone does not answer the farewell, and nobody should wait for it.
      await Promise.race([consumer.close(true).catch(() => {}), delay(2_000, undefined, { ref: false })])
    },
  }
}

const newConsumer = ({ connection, groupId }: Options): Consumer =>
  new Consumer({
    ...connection,
    groupId,
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

/**
 * Each time the partitions are dealt out anew, what was read is forgotten and reading begins at the committed offsets, in a
 * new stream: the client's own stream may keep records and positions of partitions that it has lost meanwhile.
 */
const reading = (
  { mapping, records, heldAtMost }: Options,
  consumer: Consumer,
  failed: (error: unknown) => void,
) => {
  const epochs = new Map<number, number>()
  let generation = 0
  let over = false
  let stream: Stream | undefined
  const isCurrent = (one: number): boolean => !over && one === generation

  const take = (message: Raw, from: Stream): void => {
    epochs.set(message.partition, message.leaderEpoch ?? -1)
    records.offer([received(message)])
    if (records.waiting() >= heldAtMost) from.pause()
  }
  return {
    leaderEpoch: (partition: number): number => epochs.get(partition) ?? -1,
    resume: () => stream?.resume(),
    end(): void {
      over = true
    },
    async begin(): Promise<void> {
      const mine = ++generation
      records.forget()
      ended(stream)
      const offsets = await startingOffsets(consumer, mapping)
      if (!isCurrent(mine) || offsets.length === 0) return
      const opened = await consumer.consume({
        topics: [mapping.topic],
        mode: MessagesStreamModes.MANUAL,
        offsets,
        autocommit: false,
        maxWaitTime,
      })
      if (!isCurrent(mine)) return ended(opened)
      stream = opened
      opened.on('error', (error) => isCurrent(mine) && failed(error))
      opened.on('data', (message: Raw) => isCurrent(mine) && take(message, opened))
    },
  }
}

const ended = (stream: Stream | undefined): void => {
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
  const timestamp =
    startingPosition === 'LATEST' ? ListOffsetTimestamps.LATEST : ListOffsetTimestamps.EARLIEST
  const [committed, ends] = await Promise.all([
    consumer.listCommittedOffsets({ topics: [{ topic, partitions }] }),
    consumer.listOffsets({ topics: [topic], timestamp }),
  ])
  return partitions.map((partition) => {
    const own = committed.get(topic)?.[partition] ?? -1n
    return { topic, partition, offset: own >= 0n ? own : (ends.get(topic)?.[partition] ?? 0n) }
  })
}
