import { type EventOf, event } from '../event/declaration.ts'
import {
  date,
  instant,
  integer,
  list,
  nullable,
  oneOf,
  parameters,
  percent,
  personal,
  price,
  quantity,
  record,
  taka,
  text,
  type ValueOf,
} from '../event/fields.ts'
import { documentField } from '../numbering/documents.ts'
import { registerField } from '../numbering/series.ts'
import { vatCategories } from '../tax/categories.ts'

/** A party as it stood then. */
const party = record({
  partyId: text,
  name: nullable(text),
  address: nullable(text),
  tin: nullable(text),
  bin: nullable(text),
  nid: personal(nullable(text)),
})

const warning = record({
  code: oneOf('LATE_ISSUE', 'BUYER_LOSES_INPUT_CREDIT'),
  path: nullable(text),
  params: parameters,
})

/** A line with what was given and the tax computed from it: the computation of that day is a fact. */
const line = record({
  id: text,
  description: text,
  unit: nullable(text),
  quantity,
  unitPrice: price,
  discount: taka,
  vatCategory: oneOf(...vatCategories),
  vatRate: nullable(percent),
  specificVatPerUnit: nullable(price),
  supplementaryDutyRate: percent,
  advanceIncomeTaxRate: percent,
  vdsRate: percent,
  hsCode: nullable(text),
  vatReturnNote: integer,
  value: taka,
  supplementaryDuty: taka,
  vat: taka,
  advanceIncomeTax: taka,
  vatDeductedAtSource: taka,
})

/** The whole content of a draft. */
const content = {
  invoiceDate: date,
  dueDate: date,
  fiscalYear: text,
  seller: party,
  buyer: party,
  destination: nullable(text),
  vehicle: nullable(text),
  challanNumber: nullable(text),
  lines: list(line),
  warnings: list(warning),
}

const noteLine = record({
  lineId: text,
  quantity: nullable(quantity),
  value: taka,
  supplementaryDuty: taka,
  vat: taka,
})
const note = {
  noteId: text,
  lines: list(noteLine),
  reason: text,
  recipient: party,
  register: registerField,
  by: text,
  at: instant,
}

export const paymentMethods = [
  'CASH',
  'BANK_TRANSFER',
  'CHECK',
  'MOBILE_WALLET',
  'CREDIT_CARD',
  'DEBIT_CARD',
  'ONLINE_BANKING',
  'VDS_CERTIFICATE',
  'TDS_CERTIFICATE',
] as const
const method = oneOf(...paymentMethods)
export const walletProviders = ['BKASH', 'NAGAD', 'ROCKET', 'UPAY', 'SURECASH', 'MCASH', 'TCASH'] as const
const walletProvider = oneOf(...walletProviders)

export const invoiceCreated = event('InvoiceCreated', {
  invoiceId: text,
  tenantId: text,
  invoiceNumber: text,
  ...content,
  by: text,
  at: instant,
})
export const invoiceUpdated = event('InvoiceUpdated', { ...content, by: text, at: instant })
export const invoiceSubmitted = event('InvoiceSubmitted', { by: text, at: instant })
export const invoiceRejected = event('InvoiceRejected', { reason: text, by: text, at: instant })

/** The point of no return. The number follows in LegalNumberAssigned. */
export const invoiceApproved = event('InvoiceApproved', {
  seller: party,
  warnings: list(warning),
  register: registerField,
  by: text,
  at: instant,
})
export const invoiceCancelled = event('InvoiceCancelled', { reason: text, by: text, at: instant })

export const creditNoteIssued = event('CreditNoteIssued', note)
export const debitNoteIssued = event('DebitNoteIssued', note)

/** A decided document got its number from the register of the fiscal year of its decision. */
export const legalNumberAssigned = event('LegalNumberAssigned', {
  document: documentField,
  number: text,
  serial: integer,
  fiscalYear: text,
  issuedAt: instant,
})

export const paymentRecorded = event('PaymentRecorded', {
  paymentId: text,
  amount: taka,
  method,
  paidOn: date,
  reference: nullable(text),
  bankAccountId: nullable(text),
  checkNumber: nullable(text),
  walletProvider: nullable(walletProvider),
  mobileNumber: personal(nullable(text)),
  certificateNumber: nullable(text),
  certificateDate: nullable(date),
  by: text,
  at: instant,
})
export const paymentReversed = event('PaymentReversed', {
  paymentId: text,
  reason: text,
  by: text,
  at: instant,
})
export const refundRecorded = event('RefundRecorded', {
  refundId: text,
  amount: taka,
  method,
  paidOn: date,
  reference: nullable(text),
  by: text,
  at: instant,
})

/** A command that found everything as it asks for. Kept, so that it is known when it comes again, after others changed something. */
export const invoiceLeftUnchanged = event('InvoiceLeftUnchanged', { by: text, at: instant })

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

export type PartyData = ValueOf<typeof party>
export type LineData = ValueOf<typeof line>
export type NoteLineData = ValueOf<typeof noteLine>
export type WarningData = ValueOf<typeof warning>
export type ContentData = Omit<InvoiceUpdated, 'type' | 'by' | 'at'>
export type PaymentMethod = ValueOf<typeof method>
export type WalletProvider = ValueOf<typeof walletProvider>
