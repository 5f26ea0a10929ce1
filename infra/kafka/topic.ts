/** A Kafka record to publish. `key` determines the partition, so records of one key keep their order. */
export type TopicRecord = { key: string; value: string; headers: Record<string, string> }

/** Contains every event of every invoice, in the order of its stream. */
export const invoiceTopic = 'finance.invoice.events'

/**
 * Twelve partitions can be shared evenly by 2, 3, 4, 6 or 12 consumers. The number cannot be raised later,
 * because streams would move to other partitions and lose their order.
 *
 * Records are kept for a week, for consumers that were stopped; a rebuild reads the event store instead. The
 * largest record is one event of 1 MiB, the limit of the event store, with its envelope. The limit of 4 MiB
 * leaves room for a page of smaller ones before it. The replication factor is the default of the broker,
 * because only the operator knows the number of brokers.
 */
export const topicSettings = {
  partitions: 12,
  configs: [
    { name: 'cleanup.policy', value: 'delete' },
    { name: 'retention.ms', value: String(7 * 24 * 60 * 60 * 1000) },
    { name: 'max.message.bytes', value: String(4 * 1024 * 1024) },
  ],
} as const
