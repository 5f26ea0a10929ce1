import type { Instant } from '../calendar/dates.ts'
import { type EventOf, event } from '../event/declaration.ts'
import {
  date,
  instant,
  integer,
  list,
  month,
  nullable,
  oneOf,
  parameters,
  personal,
  taka,
  text,
} from '../event/fields.ts'
import { documentField, registerField } from '../numbering/documents.ts'
import {
  contentFields,
  issuerFields,
  moneyMethods,
  noteFields,
  paymentMethods,
  walletProviders,
  warningField,
} from './event-shapes.ts'

const invoiceCreated = event('InvoiceCreated', {
  invoiceId: text,
  tenantId: text,
  invoiceNumber: text,
  ...contentFields,
  by: text,
  at: instant,
})
const invoiceUpdated = event('InvoiceUpdated', { ...contentFields, by: text, at: instant })
const invoiceSubmitted = event('InvoiceSubmitted', { by: text, at: instant })
const invoiceRejected = event('InvoiceRejected', { reason: text, by: text, at: instant })

/** An approval is final. LegalNumberAssigned follows with the legal number. */
const invoiceApproved = event('InvoiceApproved', {
  ...issuerFields,
  warnings: list(warningField),
  register: registerField,
  by: text,
  at: instant,
})
const invoiceCancelled = event('InvoiceCancelled', { reason: text, by: text, at: instant })

const creditNoteIssued = event('CreditNoteIssued', noteFields)
const debitNoteIssued = event('DebitNoteIssued', noteFields)

/**
 * A decided document has its number, from the register of its place and of the fiscal year of its decision.
 */
const legalNumberAssigned = event('LegalNumberAssigned', {
  document: documentField,
  number: text,
  place: text,
  serial: integer,
  fiscalYear: text,
  issuedAt: instant,
})

const money = { amount: taka, paidOn: date, reference: nullable(text) }

/** The details of a method of payment that are not certificates. */
const methodDetails = {
  bankAccountId: nullable(text),
  checkNumber: nullable(text),
  walletProvider: nullable(oneOf(...walletProviders)),
  mobileNumber: personal(nullable(text)),
}

/**
 * receiptId: the receipt that this payment is a part of. certificateValue: the value without tax that a VDS
 * or TDS certificate covers, because an invoice may get a certificate for each instalment. The deposit and
 * the claim period are those of a VDS certificate, for note 29 of the return. A VDS certificate always has a
 * claim period, also one that is later than the law allows: only the dated table says whether it is.
 */
const paymentRecorded = event('PaymentRecorded', {
  paymentId: text,
  receiptId: nullable(text),
  ...money,
  method: oneOf(...paymentMethods),
  ...methodDetails,
  certificateNumber: nullable(text),
  certificateDate: nullable(date),
  certificateValue: nullable(taka),
  depositAccountCode: nullable(text),
  depositSerial: nullable(text),
  depositDate: nullable(date),
  claimPeriod: nullable(month),
  by: text,
  at: instant,
})
/** reversedOn: the date in Dhaka from which the payment counts no more, such as that of a bounced check. */
const paymentReversed = event('PaymentReversed', {
  paymentId: text,
  reversedOn: date,
  reason: text,
  by: text,
  at: instant,
})
/** The rest of a balance is given up. It is no receipt and changes no tax. */
const balanceWrittenOff = event('BalanceWrittenOff', {
  writeOffId: text,
  amount: taka,
  reason: text,
  by: text,
  at: instant,
})
const writeOffReversed = event('WriteOffReversed', {
  writeOffId: text,
  reversedOn: date,
  reason: text,
  by: text,
  at: instant,
})
const refundRecorded = event('RefundRecorded', {
  refundId: text,
  ...money,
  method: oneOf(...moneyMethods),
  ...methodDetails,
  by: text,
  at: instant,
})

/**
 * A part of a receipt was refused when it was carried here, because the invoice had changed since the receipt
 * was decided. `reversal` is 0 for the payment itself, and n for the n-th reversal of the receipt. It changes
 * no sum: it is stored so that everybody who carries the part finds the same outcome.
 */
const receiptPartRefused = event('ReceiptPartRefused', {
  receiptId: text,
  paymentId: text,
  reversal: integer,
  code: text,
  params: parameters,
  by: text,
  at: instant,
})

/**
 * A command had nothing to change. The event is stored so that a repetition of the command is recognised,
 * also after others have changed the invoice.
 */
const invoiceLeftUnchanged = event('InvoiceLeftUnchanged', { by: text, at: instant })

export const invoiceEvents = [
  ...[invoiceCreated, invoiceUpdated, invoiceSubmitted, invoiceRejected, invoiceApproved, invoiceCancelled],
  ...[creditNoteIssued, debitNoteIssued, legalNumberAssigned],
  ...[paymentRecorded, paymentReversed, refundRecorded, balanceWrittenOff, writeOffReversed],
  ...[receiptPartRefused, invoiceLeftUnchanged],
]

export type InvoiceCreated = EventOf<typeof invoiceCreated>
export type InvoiceUpdated = EventOf<typeof invoiceUpdated>
export type InvoiceSubmitted = EventOf<typeof invoiceSubmitted>
export type InvoiceRejected = EventOf<typeof invoiceRejected>
export type InvoiceApproved = EventOf<typeof invoiceApproved>
export type InvoiceCancelled = EventOf<typeof invoiceCancelled>
export type CreditNoteIssued = EventOf<typeof creditNoteIssued>
export type DebitNoteIssued = EventOf<typeof debitNoteIssued>
export type LegalNumberAssigned = EventOf<typeof legalNumberAssigned>
export type PaymentRecorded = EventOf<typeof paymentRecorded>
export type PaymentReversed = EventOf<typeof paymentReversed>
export type RefundRecorded = EventOf<typeof refundRecorded>
export type BalanceWrittenOff = EventOf<typeof balanceWrittenOff>
export type WriteOffReversed = EventOf<typeof writeOffReversed>
export type ReceiptPartRefused = EventOf<typeof receiptPartRefused>
export type InvoiceLeftUnchanged = EventOf<typeof invoiceLeftUnchanged>
export type InvoiceEvent = EventOf<(typeof invoiceEvents)[number]>

/**
 * The legal time of the event. For a legal number it is the time of issue, not the time at which the event
 * was stored.
 */
export const happenedAt = (event: InvoiceEvent): Instant => ('at' in event ? event.at : event.issuedAt)
