import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { type ParsedStream, parseStream } from '../../../infra/event-store/stream-names.ts'

/** Where a record stands: `partition` is `<topic>-<number>`, as partial-batch answers name it. */
export type Place = { partition: string; offset: number }

/** The stream of an invoice, taken apart. */
export type InvoiceStream = Extract<ParsedStream, { category: 'invoice' }> & { name: string }

/** A record for one invoice. `value` is the text of its event, not yet read: a duplicate need not be. */
export type Delivered = { place: Place; stream: InvoiceStream; value: string }

/** What the batch holds: records of invoices in the order of their partitions, and records that name no stream at all. */
export type Batch = { invoices: Delivered[]; nameless: { place: Place; value: string }[]; foreign: number }

/** Takes an MSK event apart. Records of other streams of ours are counted and left out. */
export const batchOf = (event: MSKEvent): Batch => {
  const batch: Batch = { invoices: [], nameless: [], foreign: 0 }
  for (const record of Object.values(event.records).flat()) {
    const place = { partition: `${record.topic}-${record.partition}`, offset: record.offset }
    const name = keyOf(record)
    const parsed = parseStream(name)
    const value = Buffer.from(record.value ?? '', 'base64').toString()
    if (parsed?.category === 'invoice') batch.invoices.push({ place, stream: { ...parsed, name }, value })
    else if (parsed) batch.foreign++
    else batch.nameless.push({ place, value })
  }
  return batch
}

/** The types say that a key is always there; a producer that is not ours may leave it out. */
const keyOf = (record: MSKRecord): string => Buffer.from(record.key ?? '', 'base64').toString()

/** Tenant -> stream -> its records in order. One stream lives in one partition, so no order is lost. */
export const byTenant = (records: readonly Delivered[]): Map<string, Map<string, Delivered[]>> => {
  const tenants = new Map<string, Map<string, Delivered[]>>()
  for (const record of records) {
    const streams = tenants.get(record.stream.tenantId) ?? new Map<string, Delivered[]>()
    tenants.set(record.stream.tenantId, streams)
    const own = streams.get(record.stream.name) ?? []
    streams.set(record.stream.name, own)
    own.push(record)
  }
  return tenants
}
