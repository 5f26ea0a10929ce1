import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { InvocationError } from '../lambda/invocation-error.ts'
import { invoke } from '../lambda/invoke.ts'
import { synchronousLimitBytes } from '../lambda/payload.ts'
import { log } from '../observability/log.ts'
import { timeLeftMs } from '../process/time-left.ts'
import { firstFailures, mskRecord } from './msk-batch.ts'
import { type TopicRecord, topicSettings } from './topic.ts'

/**
 * A record that is delivered without Kafka. `offset` rises from record to record, and is the same each time
 * the record is delivered.
 */
export type NumberedRecord = TopicRecord & { offset: number }

/** The records were not processed in the attempts or in the time that one invocation has for them. */
export class RecordsNotProcessed extends Error {
  readonly code = 'RECORDS_NOT_PROCESSED'

  constructor(functionKey: string, records: number, attempts: number, cause: unknown) {
    super(`${functionKey} did not process ${records} records in ${attempts} attempts`, { cause })
    this.name = 'RecordsNotProcessed'
  }
}

const attemptsMax = 5
const firstPauseMs = 100

/** As many as the event source mapping of a topic passes on at once. */
const maxRecords = 500

/** The rest of the payload is more than what is around the records. */
const maxBatchBytes = synchronousLimitBytes - 64 * 1024

/**
 * Invokes a function with records of a topic, in the events that an event source mapping of Lambda would
 * send, where there is no Kafka. Resolves when the function has processed all records. Records of one key
 * stay in one partition and in order, and no batch is sent before the one in front of it is processed. What
 * failed is delivered again a few times; after an error repeat the whole call.
 * @throws RecordsNotProcessed when records still fail at the last attempt, or when no time is left
 * @throws InvocationError when the function does not exist or a record is too large for it
 */
export const deliverDirectly = async (
  functionKey: string,
  topic: string,
  records: readonly NumberedRecord[],
): Promise<void> => {
  const timestamp = Date.now()
  for (const batch of batchesOf(records.map((record) => toMskRecord(topic, record, timestamp))))
    await deliverBatch(functionKey, batch)
}

/** The partition of a key does not change: a function may compare offsets of earlier records. */
const toMskRecord = (
  topic: string,
  { key, value, headers, offset }: NumberedRecord,
  timestamp: number,
): MSKRecord => {
  const partition = createHash('md5').update(key).digest().readUInt32BE(0) % topicSettings.partitions
  return mskRecord({ topic, partition, offset, timestamp, key, value, headers: Object.entries(headers) })
}

/** Batches in order, each as large as one invocation may be. */
function* batchesOf(records: readonly MSKRecord[]): Generator<MSKRecord[]> {
  let batch: MSKRecord[] = []
  let bytes = 0
  for (const record of records) {
    const recordBytes = Buffer.byteLength(JSON.stringify(record)) + 1
    const isFull = batch.length === maxRecords || bytes + recordBytes > maxBatchBytes
    if (isFull && batch.length > 0) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(record)
    bytes += recordBytes
  }
  if (batch.length > 0) yield batch
}

const deliverBatch = async (functionKey: string, batch: readonly MSKRecord[]): Promise<void> => {
  let records = batch
  for (let attempt = 1; ; attempt++) {
    const { left, cause } = await deliverOnce(functionKey, records)
    if (left.length === 0) return
    records = left
    log('warn', 'Records were not processed', { function: functionKey, records: left.length, attempt, cause })
    const pauseMs = firstPauseMs * 2 ** attempt * (0.5 + Math.random() / 2)
    if (attempt === attemptsMax || timeLeftMs() < pauseMs)
      throw new RecordsNotProcessed(functionKey, left.length, attempt, cause)
    await pause(pauseMs)
  }
}

/** Returns the records that have to be delivered again. */
const deliverOnce = async (
  functionKey: string,
  batch: readonly MSKRecord[],
): Promise<{ left: readonly MSKRecord[]; cause?: unknown }> => {
  const records = Object.groupBy(
    batch,
    ({ topic, partition }) => `${topic}-${partition}`,
  ) as MSKEvent['records']
  const event: MSKEvent = { eventSource: 'aws:kafka', eventSourceArn: '', bootstrapServers: '', records }
  try {
    const failures = firstFailures(await invoke(functionKey, event, 'RequestResponse'), records)
    return { left: [...failures].flatMap(([name, index]) => records[name]?.slice(index) ?? []) }
  } catch (cause) {
    if (cause instanceof InvocationError && isFinal(cause)) throw cause
    return { left: batch, cause }
  }
}

/** Another attempt would fail in the same way. */
const isFinal = ({ code }: InvocationError): boolean =>
  code === 'FUNCTION_NOT_FOUND' || code === 'PAYLOAD_TOO_LARGE'
