import type { MSKEvent, MSKRecord } from 'aws-lambda'
import type { InvoiceEvent } from '../../../../domain/invoice/events.ts'
import { batchOf, recordsOf } from '../kafka-batch.ts'
import { sampleInvoices } from '../sample-invoices.ts'

/** As many as the event source mapping of the topic passes on at once. */
export const eventsPerBatch = 500

/** The time is fixed: each run and each process has to have the same events. */
const until = '2026-07-01T00:00:00.000Z'

/** A record with the invoice whose event it is. */
export type InvoiceRecord = { invoiceId: string; record: MSKRecord }

/**
 * The events of sample invoices in the order of their times, as the log of a firm has them: an invoice is
 * paid many batches after its approval, so that a batch has new rows and rows that are written again.
 */
export const recordsInOrder = (tenantId: string, invoices: number): InvoiceRecord[] => {
  const timed: (InvoiceRecord & { at: string })[] = []
  for (const sample of sampleInvoices({ tenantId, count: invoices, until })) {
    const records = recordsOf(tenantId, sample)
    for (const [index, record] of records.entries())
      timed.push({ invoiceId: sample.id, record, at: timeOf(sample.events[index]) })
  }
  // The sort keeps the order of equal times, and with it that of each stream.
  return timed.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
}

const timeOf = (event: InvoiceEvent | undefined): string => {
  if (event === undefined) throw new Error('A record has no event')
  return 'at' in event ? event.at : event.issuedAt
}

/** A batch as a Kafka trigger passes it on, and whose events it has. */
export type Batch = { event: MSKEvent; events: number; invoiceIds: readonly string[] }

/** Whole batches of the records in their order; what is left at the end is left out. */
export const batchesOf = (records: readonly InvoiceRecord[]): Batch[] =>
  Array.from({ length: Math.floor(records.length / eventsPerBatch) }, (_, index) =>
    toBatch(records.slice(index * eventsPerBatch, (index + 1) * eventsPerBatch)),
  )

export const toBatch = (records: readonly InvoiceRecord[]): Batch => ({
  event: batchOf(records.map(({ record }) => record)),
  events: records.length,
  invoiceIds: [...new Set(records.map(({ invoiceId }) => invoiceId))],
})
