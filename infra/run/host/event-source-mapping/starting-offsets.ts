import { type Consumer, ListOffsetTimestamps } from '@platformatic/kafka'
import { log } from '../../../observability/log.ts'
import type { TopicMapping } from '../manifest-schema.ts'

type AssignedPartition = {
  partition: number
  /** Undefined before the first commit. */
  committed: bigint | undefined
  /** The offset of the first record that the broker has. */
  earliest: bigint
  /** The offset of the next record that will be published. */
  end: bigint
}

/** What an operator does when Kafka has lost records. */
export const lossAdvice =
  'Let all events be published again: "The read model is stale" in docs/runbook.md. ' +
  'Until then rows may lack what was lost'

/**
 * Returns where to begin to read each assigned partition: at the committed offset, or without one at the end
 * of its log that startingPosition names. Where the broker does not have the committed offset any more, this
 * is logged and reading begins at the earliest record: records may come twice, but none is passed over.
 * @throws an error of the client when the broker does not respond
 */
export const startingOffsets = async (consumer: Consumer, { topic, startingPosition }: TopicMapping) => {
  const partitions = await readPartitions(consumer, topic)
  const lost = partitions.filter(isCommittedOffsetLost)
  if (lost.length > 0) await beginAgain(consumer, topic, lost)
  return partitions.map((assigned) => {
    const { partition, committed, earliest, end } = assigned
    const first = startingPosition === 'LATEST' ? end : earliest
    return { topic, partition, offset: isCommittedOffsetLost(assigned) ? earliest : (committed ?? first) }
  })
}

const readPartitions = async (consumer: Consumer, topic: string): Promise<AssignedPartition[]> => {
  const partitions = consumer.assignments?.find((assignment) => assignment.topic === topic)?.partitions ?? []
  if (partitions.length === 0) return []
  // Before the ends: the member before this one may still commit what was just published.
  const committed = await consumer.listCommittedOffsets({ topics: [{ topic, partitions }] })
  const [earliest, ends] = await Promise.all([
    consumer.listOffsets({ topics: [topic], timestamp: ListOffsetTimestamps.EARLIEST }),
    consumer.listOffsets({ topics: [topic], timestamp: ListOffsetTimestamps.LATEST }),
  ])
  return partitions.map((partition) => {
    const offset = committed.get(topic)?.[partition] ?? -1n
    return {
      partition,
      committed: offset >= 0n ? offset : undefined,
      earliest: earliest.get(topic)?.[partition] ?? 0n,
      end: ends.get(topic)?.[partition] ?? 0n,
    }
  })
}

const isCommittedOffsetLost = ({ committed, earliest, end }: AssignedPartition): boolean =>
  committed !== undefined && (committed < earliest || committed > end)

/**
 * Logs what was lost, and commits the earliest offsets. Without this commit, records that are published while
 * no consumer runs could reach the offset that was committed before, and would be passed over.
 */
const beginAgain = async (
  consumer: Consumer,
  topic: string,
  partitions: readonly AssignedPartition[],
): Promise<void> => {
  for (const { partition, committed = 0n, earliest, end } of partitions) {
    const message =
      committed < earliest
        ? 'Kafka deleted records before they were delivered'
        : 'Kafka lost the last records of a partition'
    log('error', message, {
      topic,
      group: consumer.groupId,
      partition,
      committed: Number(committed),
      earliest: Number(earliest),
      end: Number(end),
      advice: lossAdvice,
    })
  }
  await consumer.commit({
    offsets: partitions.map(({ partition, earliest }) => ({
      topic,
      partition,
      offset: earliest,
      leaderEpoch: -1,
    })),
  })
}
