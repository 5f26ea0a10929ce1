import type { Instant } from '../calendar/dates.ts'
import { laterOf } from '../calendar/dhaka.ts'
import { type Document, sameDocument } from './documents.ts'
import type { InvoiceNumberTaken, NumberTaken, RegisterEvent } from './events.ts'

/**
 * Takes the next legal number. The time of issue is that of the decision, or that of the serial before it where
 * that is later, so that serials and times agree.
 */
export const take = (document: Document, decidedAt: Instant, previousIssuedAt?: Instant): NumberTaken => ({
  type: 'NumberTaken',
  document,
  decidedAt,
  issuedAt: previousIssuedAt === undefined ? decidedAt : laterOf(decidedAt, previousIssuedAt),
})

export const takeInvoiceNumber = (invoiceId: string, takenAt: Instant): InvoiceNumberTaken => ({
  type: 'InvoiceNumberTaken',
  invoiceId,
  takenAt,
})

/** Whether this entry of a register is the document's own number: finding it ends the search for one. */
export const isNumberOf = (document: Document, entry: RegisterEvent): entry is NumberTaken =>
  entry.type === 'NumberTaken' && sameDocument(entry.document, document)
