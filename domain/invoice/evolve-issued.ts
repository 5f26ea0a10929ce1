import type { Instant } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import { BrokenInvariant, unreachable } from '../decision.ts'
import { add, type Poisha, subtract, taka } from '../money/poisha.ts'
import { sameDocument } from '../numbering/documents.ts'
import { warningsAtIssue } from './draft/warnings.ts'
import type {
  CreditNoteIssued,
  DebitNoteIssued,
  InvoiceApproved,
  LegalNumberAssigned,
  PaymentRecorded,
  PaymentReversed,
  RefundRecorded,
} from './events.ts'
import { evolveNote } from './notes/evolve-note.ts'
import type { ExistingInvoice, Payment } from './state.ts'
import { settlementOf } from './status.ts'

type AfterIssue =
  | InvoiceApproved
  | LegalNumberAssigned
  | CreditNoteIssued
  | DebitNoteIssued
  | PaymentRecorded
  | PaymentReversed
  | RefundRecorded

/** From approval on. */
export const evolveIssued = (invoice: ExistingInvoice, event: AfterIssue): ExistingInvoice => {
  switch (event.type) {
    case 'InvoiceApproved':
      return approved(invoice, event)
    case 'LegalNumberAssigned':
      return numbered(invoice, event)
    case 'CreditNoteIssued':
    case 'DebitNoteIssued':
      return settled(evolveNote(invoice, event), event.at)
    case 'PaymentRecorded':
      return settled(received(invoice, event), event.at)
    case 'PaymentReversed':
      return settled(reversed(invoice, event), event.at)
    case 'RefundRecorded':
      return settled(refunded(invoice, event), event.at)
    default:
      return unreachable(event)
  }
}

/** paidAt: when the balance first reached zero; null again while it is above. */
const settled = (invoice: ExistingInvoice, at: Instant): ExistingInvoice => ({
  ...invoice,
  paidAt: settlementOf(invoice).balance <= 0n ? (invoice.paidAt ?? at) : null,
  updatedAt: at,
})

const approved = (invoice: ExistingInvoice, event: InvoiceApproved): ExistingInvoice => ({
  ...invoice,
  status: 'ISSUED',
  seller: event.seller,
  warnings: event.warnings,
  approvedBy: event.by,
  approvedAt: event.at,
  updatedAt: event.at,
  openNumbers: [
    ...invoice.openNumbers,
    {
      document: { kind: 'INVOICE', invoiceId: invoice.id, noteId: null },
      register: event.register,
      decidedAt: event.at,
    },
  ],
})

const numbered = (invoice: ExistingInvoice, event: LegalNumberAssigned): ExistingInvoice => {
  const { document, number, issuedAt } = event
  const openNumbers = invoice.openNumbers.filter((open) => !sameDocument(open.document, document))
  if (document.kind === 'INVOICE') {
    const warnings = warningsAtIssue(invoice.warnings, invoice.invoiceDate, dhakaDate(issuedAt))
    return { ...invoice, openNumbers, mushakNumber: number, issuedAt, warnings }
  }
  return {
    ...invoice,
    openNumbers,
    notes: invoice.notes.map((note) => (note.id === document.noteId ? { ...note, number, issuedAt } : note)),
  }
}

const paymentOf = (
  event: PaymentRecorded | RefundRecorded,
  kind: Payment['kind'],
  amount: Poisha,
): Payment => ({
  id: event.type === 'PaymentRecorded' ? event.paymentId : event.refundId,
  kind,
  amount,
  method: event.method,
  paidOn: event.paidOn,
  reference: event.reference,
  ...(event.type === 'PaymentRecorded' ? detailsOf(event) : noDetails),
  recordedBy: event.by,
  recordedAt: event.at,
  reversal: null,
})

type Details = Pick<
  Payment,
  | 'bankAccountId'
  | 'checkNumber'
  | 'walletProvider'
  | 'mobileNumber'
  | 'certificateNumber'
  | 'certificateDate'
>

const noDetails: Details = {
  bankAccountId: null,
  checkNumber: null,
  walletProvider: null,
  mobileNumber: null,
  certificateNumber: null,
  certificateDate: null,
}

const detailsOf = (event: PaymentRecorded): Details => ({
  bankAccountId: event.bankAccountId,
  checkNumber: event.checkNumber,
  walletProvider: event.walletProvider,
  mobileNumber: event.mobileNumber,
  certificateNumber: event.certificateNumber,
  certificateDate: event.certificateDate,
})

const received = (invoice: ExistingInvoice, event: PaymentRecorded): ExistingInvoice => {
  const amount = taka(event.amount)
  return {
    ...invoice,
    payments: [...invoice.payments, paymentOf(event, 'RECEIPT', amount)],
    paid: add(invoice.paid, amount),
  }
}

const refunded = (invoice: ExistingInvoice, event: RefundRecorded): ExistingInvoice => {
  const amount = taka(event.amount)
  return {
    ...invoice,
    payments: [...invoice.payments, paymentOf(event, 'REFUND', amount)],
    refunded: add(invoice.refunded, amount),
  }
}

const reversed = (invoice: ExistingInvoice, event: PaymentReversed): ExistingInvoice => {
  const payment = invoice.payments.find(({ id }) => id === event.paymentId)
  if (!payment) throw new BrokenInvariant(`Payment ${event.paymentId} is reversed, but was never recorded`)
  const reversal = { by: event.by, at: event.at, reason: event.reason }
  return {
    ...invoice,
    payments: invoice.payments.map((one) => (one === payment ? { ...one, reversal } : one)),
    paid: subtract(invoice.paid, payment.amount),
  }
}
