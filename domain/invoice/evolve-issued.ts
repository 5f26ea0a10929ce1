import type { Instant } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import { unreachable } from '../decision.ts'
import { add, subtract, taka } from '../money/poisha.ts'
import { sameDocument } from '../numbering/documents.ts'
import { warningsAtIssue } from './draft/warnings.ts'
import type {
  BalanceWrittenOff,
  CreditNoteIssued,
  DebitNoteIssued,
  InvoiceApproved,
  LegalNumberAssigned,
  PaymentRecorded,
  PaymentReversed,
  RefundRecorded,
  WriteOffReversed,
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
  | BalanceWrittenOff
  | WriteOffReversed

/**
 * The invoice after its approval or a later event, which can follow this state.
 * @throws StreamDamaged when a note changes a line that the invoice does not have
 */
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
    case 'BalanceWrittenOff':
      return settled(writtenOff(invoice, event), event.at)
    case 'WriteOffReversed':
      return settled(writeOffReversed(invoice, event), event.at)
    default:
      return unreachable(event)
  }
}

/**
 * paidAt is the time of the event that brought the balance to zero, and null while the balance is above zero.
 */
const settled = (invoice: ExistingInvoice, at: Instant): ExistingInvoice => ({
  ...invoice,
  paidAt: settlementOf(invoice).balance <= 0n ? (invoice.paidAt ?? at) : null,
  updatedAt: at,
})

const approved = (invoice: ExistingInvoice, event: InvoiceApproved): ExistingInvoice => ({
  ...invoice,
  status: 'ISSUED',
  seller: event.seller,
  place: event.place,
  addressOfIssue: event.addressOfIssue,
  responsiblePersonName: event.responsiblePersonName,
  responsiblePersonDesignation: event.responsiblePersonDesignation,
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

const receiptOf = ({ type, paymentId, amount, by, at, ...details }: PaymentRecorded): Payment => ({
  ...details,
  id: paymentId,
  kind: 'RECEIPT',
  amount: taka(amount),
  recordedBy: by,
  recordedAt: at,
  reversal: null,
})

const refundOf = ({ type, refundId, amount, by, at, ...details }: RefundRecorded): Payment => ({
  ...noMethodDetails,
  ...details,
  id: refundId,
  kind: 'REFUND',
  amount: taka(amount),
  recordedBy: by,
  recordedAt: at,
  reversal: null,
})

const writeOffOf = ({ writeOffId, amount, reason, by, at }: BalanceWrittenOff): Payment => ({
  ...noMethodDetails,
  id: writeOffId,
  kind: 'WRITE_OFF',
  method: 'WRITE_OFF',
  amount: taka(amount),
  paidOn: dhakaDate(at),
  reference: reason,
  recordedBy: by,
  recordedAt: at,
  reversal: null,
})

const noMethodDetails = {
  receiptId: null,
  bankAccountId: null,
  checkNumber: null,
  walletProvider: null,
  mobileNumber: null,
  certificateNumber: null,
  certificateDate: null,
  depositAccountCode: null,
  depositSerial: null,
  depositDate: null,
  claimPeriod: null,
}

const received = (invoice: ExistingInvoice, event: PaymentRecorded): ExistingInvoice => {
  const receipt = receiptOf(event)
  return {
    ...invoice,
    payments: [...invoice.payments, receipt],
    paid: add(invoice.paid, receipt.amount),
  }
}

const refunded = (invoice: ExistingInvoice, event: RefundRecorded): ExistingInvoice => {
  const refund = refundOf(event)
  return {
    ...invoice,
    payments: [...invoice.payments, refund],
    refunded: add(invoice.refunded, refund.amount),
  }
}

const writtenOff = (invoice: ExistingInvoice, event: BalanceWrittenOff): ExistingInvoice => {
  const writeOff = writeOffOf(event)
  return {
    ...invoice,
    payments: [...invoice.payments, writeOff],
    writtenOff: add(invoice.writtenOff, writeOff.amount),
  }
}

const reversed = (invoice: ExistingInvoice, event: PaymentReversed): ExistingInvoice => {
  const { amount, payments } = withReversal(invoice, event.paymentId, event)
  return { ...invoice, payments, paid: subtract(invoice.paid, amount) }
}

const writeOffReversed = (invoice: ExistingInvoice, event: WriteOffReversed): ExistingInvoice => {
  const { amount, payments } = withReversal(invoice, event.writeOffId, event)
  return { ...invoice, payments, writtenOff: subtract(invoice.writtenOff, amount) }
}

/** The payments with the reversal of one of them, and its amount. */
const withReversal = (
  { payments }: ExistingInvoice,
  id: string,
  { by, at, reason }: PaymentReversed | WriteOffReversed,
) => ({
  payments: payments.map((one) => (one.id === id ? { ...one, reversal: { by, at, reason } } : one)),
  amount: add(...payments.filter((one) => one.id === id).map((one) => one.amount)),
})
