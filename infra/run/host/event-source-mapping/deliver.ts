import type { MSKEvent } from 'aws-lambda'
import { firstFailures, wholeBatch } from '../../../kafka/msk-batch.ts'
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
