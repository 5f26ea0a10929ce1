import type { Admin } from '@platformatic/kafka'
import { type KafkaSettings, kafkaConnection } from './connection.ts'
import { KafkaUnavailable } from './errors.ts'

/**
 * Records of a topic that a consumer group has not committed, and the age of the oldest of them in seconds.
 */
export type GroupLag = { records: number; oldestSeconds: number }

const requestTimeoutMs = 3_000

/** Times with a meaning of their own in Kafka's request for offsets. */
const atEnd = -1n
const atStart = -2n

/**
 * Returns how far a consumer group is behind the end of a topic. A topic that does not exist has no records.
 * A group that has committed nothing is at the beginning.
 * @throws KafkaUnavailable when no broker responds in time
 */
export const readGroupLag = async (
  config: KafkaSettings,
  groupId: string,
  topic: string,
): Promise<GroupLag> => {
  const { Admin } = await import('@platformatic/kafka')
  const admin = new Admin({
    ...(await kafkaConnection(config)),
    retries: 1,
    retryDelay: 100,
    timeout: requestTimeoutMs,
    connectTimeout: requestTimeoutMs,
  })
  try {
    const topics = await admin.listTopics({})
    return topics.includes(topic) ? await lagOf(admin, groupId, topic) : { records: 0, oldestSeconds: 0 }
  } catch (cause) {
    throw new KafkaUnavailable(`reading the lag of ${groupId}`, cause)
  } finally {
    await admin.close().catch(() => undefined)
  }
}

/** Partition -> offset. */
type Offsets = ReadonlyMap<number, bigint>

/** A partition with records that are not committed, the first of them at the offset `next`. */
type Lagging = { partition: number; next: bigint; records: bigint }

const lagOf = async (admin: Admin, groupId: string, topic: string): Promise<GroupLag> => {
  const offsetsAt = await offsetReader(admin, topic)
  const [committed, starts, ends] = await Promise.all([
    committedOffsets(admin, groupId, topic),
    offsetsAt(atStart),
    offsetsAt(atEnd),
  ])
  const lagging = [...ends].flatMap(([partition, end]): Lagging[] => {
    const next = larger(committed.get(partition) ?? -1n, starts.get(partition) ?? 0n)
    return end > next ? [{ partition, next, records: end - next }] : []
  })
  const records = lagging.reduce((sum, partition) => sum + partition.records, 0n)
  return { records: Number(records), oldestSeconds: await oldestAge(lagging, offsetsAt) }
}

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other)

/** Partitions without a committed offset have -1 or are missing. */
const committedOffsets = async (admin: Admin, groupId: string, topic: string): Promise<Offsets> => {
  const groups = await admin.listConsumerGroupOffsets({ groups: [groupId] })
  const ofTopic = groups.flatMap(({ topics }) => topics).filter(({ name }) => name === topic)
  return new Map(
    ofTopic
      .flatMap(({ partitions }) => partitions)
      .map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]),
  )
}

/**
 * Returns the function that reads the first offset at a time, in milliseconds since 1970, or later; -1 where
 * all records are older.
 */
const offsetReader = async (admin: Admin, topic: string): Promise<(time: bigint) => Promise<Offsets>> => {
  const { topics } = await admin.metadata({ topics: [topic] })
  const indexes = [...Array(topics.get(topic)?.partitionsCount ?? 0).keys()]
  return async (timestamp) => {
    const partitions = indexes.map((partitionIndex) => ({ partitionIndex, timestamp }))
    const [listed] = await admin.listOffsets({ topics: [{ name: topic, partitions }] })
    return new Map(listed?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset]))
  }
}

/** Records are kept for a week, so none is older than this. */
const maxAgeSeconds = 8 * 24 * 60 * 60

/**
 * Returns the age of the oldest record that waits, in whole seconds rounded up. Kafka tells only which offset
 * is the first at a time or later. So this searches for the smallest age at which, in every partition, all
 * records that wait are younger; twenty requests suffice.
 */
export const oldestAge = async (
  lagging: readonly Pick<Lagging, 'partition' | 'next'>[],
  firstOffsetsAt: (time: bigint) => Promise<Offsets>,
  nowMs: number = Date.now(),
): Promise<number> => {
  if (lagging.length === 0) return 0
  const areAllYounger = async (seconds: number): Promise<boolean> => {
    const first = await firstOffsetsAt(BigInt(nowMs - seconds * 1000))
    return lagging.every(({ partition, next }) => {
      const offset = first.get(partition) ?? -1n
      return offset >= 0n && offset <= next
    })
  }
  let younger = 0
  let older = maxAgeSeconds
  while (older - younger > 1) {
    const middle = Math.floor((younger + older) / 2)
    if (await areAllYounger(middle)) older = middle
    else younger = middle
  }
  return older
}
