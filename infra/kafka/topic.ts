/** A Kafka record to publish. `key` determines the partition, so records of one key keep their order. */
export type TopicRecord = { key: string; value: string; headers: Record<string, string> }

/** Contains every event of every invoice, in the order of its stream. */
export const invoiceTopic = 'finance.invoice.events'

/**
 * The size of the largest batch that has more than one record. A topic that an operator made may have the
 * default max.message.bytes of a broker, 1,048,588, and refuses what is larger with MESSAGE_TOO_LARGE.
 */
export const maxBatchBytes = 1_000_000

/** More than the lengths, times and offsets that Kafka writes around a record, and around each header. */
const envelopeBytes = { record: 40, header: 6 }

/** Returns the size of a record in a batch, rounded up. */
export const recordBytes = ({ key, value, headers }: TopicRecord): number =>
  Object.entries(headers).reduce(
    (sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text) + envelopeBytes.header,
    Buffer.byteLength(key) + Buffer.byteLength(value) + envelopeBytes.record,
  )

/**
 * Twelve partitions can be shared evenly by 2, 3, 4, 6 or 12 consumers. The number cannot be raised later,
 * because streams would move to other partitions and lose their order.
 *
 * Records are kept for a week, for consumers that were stopped; a rebuild reads the event store instead. The
 * largest record is one event of 1 MiB, the limit of the event store, with its envelope; 4 MiB is more than
 * that. The replication factor is the default of the broker, because only the operator knows the number of
 * brokers.
 */
export const topicSettings = {
  partitions: 12,
  configs: [
    { name: 'cleanup.policy', value: 'delete' },
    { name: 'retention.ms', value: String(7 * 24 * 60 * 60 * 1000) },
    { name: 'max.message.bytes', value: String(4 * 1024 * 1024) },
  ],
} as const
