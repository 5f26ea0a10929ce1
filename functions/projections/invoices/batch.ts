import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { type ParsedStream, parseStream } from '../../../infra/event-store/stream-names.ts'
import { ownerOfCounts } from '../../../infra/lambda/metered.ts'
import type { Owner } from '../../../infra/lambda/runtime.ts'

/** The position of a Kafka record. `partition` is `<topic>-<number>`, as in a partial batch response. */
export type RecordPosition = { partition: string; offset: number }

/** The name of a stream that has a row, and its parts. */
export type ProjectedStream = Extract<ParsedStream, { category: 'invoice' | 'receipt' }> & { name: string }

/** The id of the row of a stream. */
export const rowId = (stream: ProjectedStream): string =>
  stream.category === 'invoice' ? stream.invoiceId : stream.receiptUuid

/**
 * A record of one invoice or receipt. `value` is the JSON text of its event; it is parsed when it is applied.
 */
export type StreamRecord = { position: RecordPosition; stream: ProjectedStream; value: string }

/** Stream -> its records in order. */
export type Streams = ReadonlyMap<string, readonly StreamRecord[]>

/** A record whose key is not the name of a stream. */
export type NamelessRecord = Omit<StreamRecord, 'stream'>

/** The records of a batch, in the order of their partitions, and how many records of other streams it has. */
export type Batch = { records: StreamRecord[]; nameless: NamelessRecord[]; foreign: number }

/** The batch in an MSK event. Records of streams that have no row are counted and left out. */
export const batchOf = (event: MSKEvent): Batch => {
  const batch: Batch = { records: [], nameless: [], foreign: 0 }
  for (const record of Object.values(event.records).flat()) {
    const position = { partition: `${record.topic}-${record.partition}`, offset: record.offset }
    const name = keyOf(record)
    const parsed = parseStream(name)
    const value = Buffer.from(record.value ?? '', 'base64').toString()
    if (parsed?.category === 'invoice' || parsed?.category === 'receipt')
      batch.records.push({ position, stream: { ...parsed, name }, value })
    else if (parsed) batch.foreign++
    else batch.nameless.push({ position, value })
  }
  return batch
}

/** The types say that every record has a key, but a foreign producer may leave it out. */
const keyOf = (record: MSKRecord): string => Buffer.from(record.key ?? '', 'base64').toString()

/** Whose records a batch has; those without a tenant are nobody's. Only the keys are read. */
export const ownerOfBatch = (event: MSKEvent): Owner => {
  const counts = new Map<string, number>()
  for (const record of Object.values(event.records).flat()) {
    const tenantId = parseStream(keyOf(record))?.tenantId ?? ''
    counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1)
  }
  return ownerOfCounts(counts)
}

/** Tenant -> stream -> its records, in order, because all records of a stream are in one partition. */
export const byTenant = (records: readonly StreamRecord[]): Map<string, Map<string, StreamRecord[]>> => {
  const tenants = new Map<string, Map<string, StreamRecord[]>>()
  for (const record of records) {
    const streams = tenants.get(record.stream.tenantId) ?? new Map<string, StreamRecord[]>()
    tenants.set(record.stream.tenantId, streams)
    const ofStream = streams.get(record.stream.name) ?? []
    streams.set(record.stream.name, ofStream)
    ofStream.push(record)
  }
  return tenants
}

/**
 * The partial batch response of Lambda's event source mapping for Kafka: in each partition named here, the
 * record at the offset and all after it are delivered again. An empty list commits the whole batch.
 */
export type BatchResponse = { batchItemFailures: { itemIdentifier: RecordPosition }[] }

/** Records of a batch failed, and nothing would read the response that names them: all must come again. */
export class BatchFailed extends Error {
  readonly code = 'BATCH_FAILED'

  constructor(failed: number, records: number) {
    super(`${failed} of ${records} records could not be projected; the whole batch must be delivered again`)
    this.name = 'BatchFailed'
  }
}

/** Names the first failed offset of each partition. Records after it come again as duplicates at no cost. */
export const batchResponse = (failed: readonly RecordPosition[]): BatchResponse => {
  const first = new Map<string, number>()
  for (const { partition, offset } of failed)
    first.set(partition, Math.min(offset, first.get(partition) ?? offset))
  return {
    batchItemFailures: [...first].map(([partition, offset]) => ({ itemIdentifier: { partition, offset } })),
  }
}
