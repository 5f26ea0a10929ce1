import type { Instant } from '../calendar/dates.ts'
import { laterOf } from '../calendar/dhaka.ts'
import { type Document, sameDocument } from './documents.ts'
import type { InvoiceNumberTaken, NumberTaken, RegisterEvent } from './events.ts'

/** A decided document that has no number yet. */
type Decided = Pick<NumberTaken, 'document' | 'place' | 'decidedAt'>

/**
 * The take of the next legal number. It is issued at the time of its decision, or at the time of issue of the
 * previous serial if that is later, so that times of issue rise with serials.
 */
export const take = ({ document, place, decidedAt }: Decided, previousIssuedAt?: Instant): NumberTaken => ({
  type: 'NumberTaken',
  document,
  place,
  decidedAt,
  issuedAt: previousIssuedAt === undefined ? decidedAt : laterOf(decidedAt, previousIssuedAt),
})

/**
 * The takes of documents that are numbered together, after the last take of their register. The serials
 * follow the times of decision, so that no document is issued later than it was decided because of another
 * of them.
 */
export const takesInOrder = <Request extends Decided>(
  requests: readonly Request[],
  previousIssuedAt?: Instant,
): readonly Readonly<{ request: Request; take: NumberTaken }>[] => {
  let previous = previousIssuedAt
  return requests
    .toSorted((one, other) => Date.parse(one.decidedAt) - Date.parse(other.decidedAt))
    .map((request) => {
      const taken = take(request, previous)
      previous = taken.issuedAt
      return { request, take: taken }
    })
}

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
