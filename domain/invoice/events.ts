import type { Instant } from '../calendar/dates.ts'
import { type EventOf, event } from '../event/declaration.ts'
import { date, instant, integer, list, nullable, oneOf, personal, taka, text } from '../event/fields.ts'
import { documentField, registerField } from '../numbering/documents.ts'
import {
  contentFields,
  noteFields,
  partyField,
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
  seller: partyField,
  warnings: list(warningField),
  register: registerField,
  by: text,
  at: instant,
})
const invoiceCancelled = event('InvoiceCancelled', { reason: text, by: text, at: instant })

const creditNoteIssued = event('CreditNoteIssued', noteFields)
const debitNoteIssued = event('DebitNoteIssued', noteFields)

/** A decided document has its number, from the register of the fiscal year of its decision. */
const legalNumberAssigned = event('LegalNumberAssigned', {
  document: documentField,
  number: text,
  serial: integer,
  fiscalYear: text,
  issuedAt: instant,
})

const money = {
  amount: taka,
  method: oneOf(...paymentMethods),
  paidOn: date,
  reference: nullable(text),
}
const paymentRecorded = event('PaymentRecorded', {
  paymentId: text,
  ...money,
  bankAccountId: nullable(text),
  checkNumber: nullable(text),
  walletProvider: nullable(oneOf(...walletProviders)),
  mobileNumber: personal(nullable(text)),
  certificateNumber: nullable(text),
  certificateDate: nullable(date),
  by: text,
  at: instant,
})
const paymentReversed = event('PaymentReversed', {
  paymentId: text,
  reason: text,
  by: text,
  at: instant,
})
const refundRecorded = event('RefundRecorded', { refundId: text, ...money, by: text, at: instant })

/**
 * A command had nothing to change. The event is stored so that a repetition of the command is recognised,
 * also after others have changed the invoice.
 */
const invoiceLeftUnchanged = event('InvoiceLeftUnchanged', { by: text, at: instant })

export const invoiceEvents = [
  ...[invoiceCreated, invoiceUpdated, invoiceSubmitted, invoiceRejected, invoiceApproved, invoiceCancelled],
  ...[creditNoteIssued, debitNoteIssued, legalNumberAssigned],
  ...[paymentRecorded, paymentReversed, refundRecorded, invoiceLeftUnchanged],
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
export type InvoiceLeftUnchanged = EventOf<typeof invoiceLeftUnchanged>
export type InvoiceEvent = EventOf<(typeof invoiceEvents)[number]>

/**
 * The legal time of the event. For a legal number it is the time of issue, not the time at which the event
 * was stored.
 */
export const happenedAt = (event: InvoiceEvent): Instant => ('at' in event ? event.at : event.issuedAt)
