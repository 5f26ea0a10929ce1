import type { Place } from './delivered.ts'

/**
 * What Kafka's event source mapping takes as "go on from here": for each partition named, the record at this offset and all
 * after it are delivered again; an empty list commits the whole batch.
 */
export type BatchResponse = { batchItemFailures: { itemIdentifier: Place }[] }

/** The first offset not done of each partition. Later records that were done come again as duplicates, which cost nothing. */
export const batchResponse = (notDone: readonly Place[]): BatchResponse => {
  const first = new Map<string, number>()
  for (const { partition, offset } of notDone)
    first.set(partition, Math.min(offset, first.get(partition) ?? offset))
  return {
    batchItemFailures: [...first].map(([partition, offset]) => ({ itemIdentifier: { partition, offset } })),
  }
}
