import type { MSKRecord } from 'aws-lambda'

type RawRecord = {
  topic: string
  partition: number
  offset: number
  /** In milliseconds since 1970. */
  timestamp: number
  key: string | Buffer
  value: string | Buffer
  headers: Iterable<readonly [string | Buffer, string | Buffer]>
}

/**
 * Returns a record as in Lambda's Kafka events: key and value in base64, header values as arrays of bytes.
 */
export const mskRecord = ({ key, value, headers, ...rest }: RawRecord): MSKRecord => ({
  ...rest,
  timestampType: 'CREATE_TIME',
  key: Buffer.from(key).toString('base64'),
  value: Buffer.from(value).toString('base64'),
  headers: [...headers].map(([name, bytes]) => ({ [String(name)]: [...Buffer.from(bytes)] })),
})

/**
 * Reads the response of a function to a batch by Lambda's rule for partial batch responses of Kafka. Returns,
 * for each partition that failed, the index of its first failed record: that record and those after it must
 * be delivered again. An identifier of no record in the batch repeats all of it.
 */
export const firstFailures = (
  response: unknown,
  records: Readonly<Record<string, readonly MSKRecord[]>>,
): Map<string, number> => {
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

/** All records of the batch failed. */
export const wholeBatch = (records: Readonly<Record<string, readonly MSKRecord[]>>): Map<string, number> =>
  new Map(Object.keys(records).map((name) => [name, 0]))
