import type { MSKRecord } from 'aws-lambda'

type Raw = {
  topic: string
  partition: number
  offset: number
  timestamp: number
  key: string | Buffer
  value: string | Buffer
  headers: Iterable<readonly [string | Buffer, string | Buffer]>
}

/** A record as Lambda's Kafka events carry it: key and value in base64, header values as arrays of byte numbers. */
export const mskRecord = ({ topic, partition, offset, timestamp, key, value, headers }: Raw): MSKRecord => ({
  topic,
  partition,
  offset,
  timestamp,
  timestampType: 'CREATE_TIME',
  key: Buffer.from(key).toString('base64'),
  value: Buffer.from(value).toString('base64'),
  headers: [...headers].map(([name, bytes]) => ({ [String(name)]: [...Buffer.from(bytes)] })),
})
