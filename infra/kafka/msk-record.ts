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
