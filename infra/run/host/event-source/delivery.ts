import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { log } from '../../../observability/log.ts'
import type { Batch } from './partition.ts'

export type Delivery = {
  functionKey: string
  source: { eventSourceArn: string; bootstrapServers: string }
  invoke(functionKey: string, event: MSKEvent): Promise<unknown>
}

/** Calls the function with the batch; answers, for each partition that failed, the index in it from which on records come again. */
export const deliver = async (
  { functionKey, source, invoke }: Delivery,
  batch: Batch,
): Promise<Map<string, number>> => {
  const records = Object.fromEntries([...batch].map(([{ name }, list]) => [name, list]))
  try {
    const failed = failedFrom(
      await invoke(functionKey, { eventSource: 'aws:kafka', ...source, records }),
      records,
    )
    if (failed.size > 0)
      log('warn', 'Records will be delivered again', {
        function: functionKey,
        partitions: Object.fromEntries(failed),
      })
    return failed
  } catch (error) {
    log('warn', 'A batch failed, it will be delivered again', {
      function: functionKey,
      partitions: Object.keys(records),
      error,
    })
    return everything(records)
  }
}

const everything = (records: Record<string, MSKRecord[]>): Map<string, number> =>
  new Map(Object.keys(records).map((name) => [name, 0]))

/** Lambda's rule for Kafka: an identifier that names no record of the batch repeats all of it. */
const failedFrom = (answer: unknown, records: Record<string, MSKRecord[]>): Map<string, number> => {
  const failures = (answer as { batchItemFailures?: unknown } | null)?.batchItemFailures ?? []
  if (!Array.isArray(failures)) return everything(records)
  const failed = new Map<string, number>()
  for (const failure of failures) {
    const { partition, offset } = (failure?.itemIdentifier ?? {}) as { partition?: string; offset?: number }
    const index = records[partition ?? '']?.findIndex((record) => record.offset === offset) ?? -1
    if (partition === undefined || index < 0) return everything(records)
    failed.set(partition, Math.min(index, failed.get(partition) ?? index))
  }
  return failed
}
