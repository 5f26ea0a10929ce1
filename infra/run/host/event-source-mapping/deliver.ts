import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { log } from '../../../observability/log.ts'
import type { EventSource } from './event-source.ts'
import type { Batch } from './partition-queues.ts'

/**
 * Invokes the function with the batch. Returns, for each partition that failed, the index of its first failed
 * record: that record and those after it must be delivered again.
 */
export const deliver = async (source: EventSource, batch: Batch): Promise<Map<string, number>> => {
  const { functionKey, eventSourceArn, bootstrapServers } = source
  const records = Object.fromEntries([...batch].map(([{ name }, list]) => [name, list]))
  try {
    const event: MSKEvent = { eventSource: 'aws:kafka', eventSourceArn, bootstrapServers, records }
    const failures = firstFailures(await source.invoke(event), records)
    if (failures.size > 0)
      log('warn', 'Records will be delivered again', {
        function: functionKey,
        partitions: Object.fromEntries(failures),
      })
    return failures
  } catch (error) {
    log('warn', 'A batch failed, it will be delivered again', {
      function: functionKey,
      partitions: Object.keys(records),
      error,
    })
    return wholeBatch(records)
  }
}

const wholeBatch = (records: Record<string, MSKRecord[]>): Map<string, number> =>
  new Map(Object.keys(records).map((name) => [name, 0]))

/**
 * Reads a partial batch response by Lambda's rule for Kafka: an identifier of no record in the batch repeats
 * all of it.
 */
const firstFailures = (response: unknown, records: Record<string, MSKRecord[]>): Map<string, number> => {
  const failures = (response as { batchItemFailures?: unknown } | null)?.batchItemFailures ?? []
  if (!Array.isArray(failures)) return wholeBatch(records)
  const first = new Map<string, number>()
  for (const failure of failures) {
    const { partition, offset } = (failure?.itemIdentifier ?? {}) as { partition?: string; offset?: number }
    const index = records[partition ?? '']?.findIndex((record) => record.offset === offset) ?? -1
    if (partition === undefined || index < 0) return wholeBatch(records)
    first.set(partition, Math.min(index, first.get(partition) ?? index))
  }
  return first
}
