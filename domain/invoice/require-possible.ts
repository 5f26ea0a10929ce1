import { unreachable } from '../decision.ts'
import { StreamDamaged } from '../event/stream-damaged.ts'
import { taka } from '../money/poisha.ts'
import { sameDocument } from '../numbering/documents.ts'
import type { InvoiceCreated, InvoiceEvent, LegalNumberAssigned } from './events.ts'
import { findPayment } from './payments/payment-list.ts'
import type { ExistingInvoice, Payment } from './state.ts'
import { settlementOf } from './status.ts'

type LaterEvent = Exclude<InvoiceEvent, InvoiceCreated>

/**
 * Checks that an event can follow this state. It excludes only what no rule has ever allowed, because events
 * of every earlier release must still be folded.
 * @throws StreamDamaged when the event cannot have happened
 */
export const requirePossible = (invoice: ExistingInvoice, event: LaterEvent): void => {
  const problem = problemOf(invoice, event)
  if (problem !== null) throw new StreamDamaged(problem)
}

/** Why the event cannot have happened, or null. */
const problemOf = (invoice: ExistingInvoice, event: LaterEvent): string | null => {
  switch (event.type) {
    case 'InvoiceUpdated':
    case 'InvoiceSubmitted':
      return wrongStatus(invoice, event, 'DRAFT')
    case 'InvoiceRejected':
      return wrongStatus(invoice, event, 'PENDING_APPROVAL')
    case 'InvoiceApproved':
      return wrongStatus(invoice, event, 'DRAFT', 'PENDING_APPROVAL')
    case 'InvoiceCancelled':
      return wrongStatus(invoice, event, 'DRAFT', 'PENDING_APPROVAL', 'ISSUED')
    case 'LegalNumberAssigned':
      return numbersNothing(invoice, event) ?? otherRegister(invoice, event)
    case 'CreditNoteIssued':
    case 'DebitNoteIssued':
      return wrongStatus(invoice, event, 'ISSUED') ?? repeatedNote(invoice, event.noteId)
    case 'PaymentRecorded':
      return neverIssued(invoice, event) ?? notRecordable(invoice, event.paymentId)
    case 'RefundRecorded':
      return (
        neverIssued(invoice, event) ??
        repeatedPayment(invoice, event.refundId) ??
        (taka(event.amount) > settlementOf(invoice).refundDue ? 'A refund is above what was due' : null)
      )
    case 'PaymentReversed':
      return notReversible(invoice, event.paymentId, 'RECEIPT') ?? needed(invoice, event.paymentId)
    case 'BalanceWrittenOff':
      return (
        neverIssued(invoice, event) ??
        repeatedPayment(invoice, event.writeOffId) ??
        (taka(event.amount) > settlementOf(invoice).balance ? 'A write-off is above the balance' : null)
      )
    case 'WriteOffReversed':
      return notReversible(invoice, event.writeOffId, 'WRITE_OFF')
    case 'ReceiptPartRefused':
      return neverIssued(invoice, event)
    case 'InvoiceLeftUnchanged':
      return null
    default:
      return unreachable(event)
  }
}

const numbersNothing = ({ openNumbers }: ExistingInvoice, event: LegalNumberAssigned): string | null =>
  openNumbers.some((open) => sameDocument(open.document, event.document))
    ? null
    : `${event.number} is assigned to a document that waits for no number`

/** The register of a number is fixed by the decision of its document. */
const otherRegister = ({ openNumbers }: ExistingInvoice, event: LegalNumberAssigned): string | null => {
  const register = openNumbers.find((open) => sameDocument(open.document, event.document))?.register
  if (register?.place === event.place && register.fiscalYear === event.fiscalYear) return null
  const found = `${event.place} in ${event.fiscalYear}`
  return `${event.number} is of ${found}, not of ${register?.place} in ${register?.fiscalYear}`
}

const wrongStatus = (
  { status }: ExistingInvoice,
  { type }: LaterEvent,
  ...possible: readonly ExistingInvoice['status'][]
): string | null => (possible.includes(status) ? null : `${type} cannot follow the status ${status}`)

/** Money is recorded on an invoice that was issued, whatever became of it. */
const neverIssued = ({ approvedAt }: ExistingInvoice, { type }: LaterEvent): string | null =>
  approvedAt === null ? `${type} on an invoice that was never issued` : null

const repeatedNote = ({ notes }: ExistingInvoice, noteId: string): string | null =>
  notes.some(({ id }) => id === noteId) ? `Note ${noteId} is issued twice` : null

const repeatedPayment = ({ payments }: ExistingInvoice, paymentId: string): string | null =>
  findPayment(payments, paymentId) ? `Payment ${paymentId} is recorded twice` : null

const notRecordable = (invoice: ExistingInvoice, paymentId: string): string | null =>
  invoice.refusedPayments.includes(paymentId)
    ? `Payment ${paymentId} is recorded, but was refused`
    : repeatedPayment(invoice, paymentId)

const notReversible = (
  { payments }: ExistingInvoice,
  paymentId: string,
  kind: Payment['kind'],
): string | null => {
  const payment = findPayment(payments, paymentId)
  if (!payment) return `Payment ${paymentId} is reversed, but was never recorded`
  if (payment.kind !== kind) return `${paymentId} of kind ${payment.kind} is reversed like a ${kind}`
  return payment.reversal === null ? null : `Payment ${paymentId} is reversed twice`
}

const needed = (invoice: ExistingInvoice, paymentId: string): string | null => {
  const receipt = findPayment(invoice.payments, paymentId)
  return receipt && receipt.amount > settlementOf(invoice).received
    ? `Payment ${paymentId} is reversed, but refunds need it`
    : null
}
