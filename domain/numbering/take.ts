import type { Instant } from '../calendar/dates.ts'
import { laterOf } from '../calendar/dhaka.ts'
import { type Document, sameDocument } from './documents.ts'
import type { InvoiceNumberTaken, NumberTaken, RegisterEvent } from './events.ts'

/**
 * The take of the next legal number. It is issued at the time of its decision, or at the time of issue of the
 * previous serial if that is later, so that times of issue rise with serials.
 */
export const take = (
  { document, place, decidedAt }: Pick<NumberTaken, 'document' | 'place' | 'decidedAt'>,
  previousIssuedAt?: Instant,
): NumberTaken => ({
  type: 'NumberTaken',
  document,
  place,
  decidedAt,
  issuedAt: previousIssuedAt === undefined ? decidedAt : laterOf(decidedAt, previousIssuedAt),
})

export const takeInvoiceNumber = (invoiceId: string, takenAt: Instant): InvoiceNumberTaken => ({
  type: 'InvoiceNumberTaken',
  invoiceId,
  takenAt,
})

/**
 * Whether this event of a register takes the number of the document. A document that has a take must not get
 * another.
 */
export const isNumberOf = (document: Document, event: RegisterEvent): event is NumberTaken =>
  event.type === 'NumberTaken' && sameDocument(event.document, document)
