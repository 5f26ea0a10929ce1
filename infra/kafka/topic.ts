/** Every event of an invoice, in the order of its stream. */
export const invoiceTopic = 'finance.invoice.events'

/**
 * Twelve partitions: the number divides among 2, 3, 4, 6 or 12 projections, and it cannot be raised later without moving
 * streams to other partitions, which would break their order.
 *
 * Retention is for stopped consumers alone, a week: the truth is in the event store, from which a rebuild reads. The largest
 * record is an append of the store's own limit of 1 MiB with its envelope; four times that leaves room for a page of small
 * ones before it. The replication factor is the broker's own default, because only the operator knows the number of brokers.
 */
export const topicSettings = {
  partitions: 12,
  configs: [
    { name: 'cleanup.policy', value: 'delete' },
    { name: 'retention.ms', value: String(7 * 24 * 60 * 60 * 1000) },
    { name: 'max.message.bytes', value: String(4 * 1024 * 1024) },
  ],
} as const
