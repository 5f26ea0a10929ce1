import {
  date,
  flag,
  instant,
  list,
  nullable,
  oneOf,
  parameters,
  percent,
  personal,
  price,
  quantity,
  type RecordOf,
  record,
  taka,
  text,
  type ValueOf,
} from '../event/fields.ts'
import { registerField } from '../numbering/documents.ts'
import { vatCategories } from '../tax/categories.ts'
import { supplyClasses } from '../tax/supply-classes.ts'

/** Seller, buyer or recipient as it was at the time of the event. */
const partyField = record({
  partyId: text,
  name: nullable(text),
  address: nullable(text),
  tin: nullable(text),
  bin: nullable(text),
  nid: personal(nullable(text)),
})
export type PartyData = ValueOf<typeof partyField>

export const warningField = record({
  code: oneOf('LATE_ISSUE', 'EARLY_ISSUE', 'BUYER_LOSES_INPUT_CREDIT', 'NO_HS_CODE', 'RATE_NOT_CHECKED'),
  path: nullable(text),
  params: parameters,
})
export type WarningData = ValueOf<typeof warningField>

/**
 * A line with its input and the tax computed from it. The tax is stored, because a later release may compute
 * it differently.
 */
const lineField = record({
  id: text,
  description: text,
  unit: nullable(text),
  quantity,
  unitPrice: price,
  priceIncludesTax: flag,
  discount: taka,
  vatCategory: oneOf(...vatCategories),
  vatRate: nullable(percent),
  specificVatPerUnit: nullable(price),
  supplementaryDutyRate: percent,
  advanceIncomeTaxRate: percent,
  vdsRate: percent,
  hsCode: nullable(text),
  supplyClass: oneOf(...supplyClasses),
  value: taka,
  supplementaryDuty: taka,
  vat: taka,
  advanceIncomeTax: taka,
  vatDeductedAtSource: taka,
})
export type LineData = ValueOf<typeof lineField>

/**
 * The whole content of a draft. addressOfIssue is the one that was given for this invoice, or else that of
 * its place of issue when the event was stored.
 */
export const contentFields = {
  place: text,
  addressOfIssue: nullable(text),
  addressOfIssueIsGiven: flag,
  invoiceDate: date,
  dueDate: date,
  fiscalYear: text,
  seller: partyField,
  buyer: partyField,
  destination: nullable(text),
  vehicle: nullable(text),
  challanNumber: nullable(text),
  lines: list(lineField),
  warnings: list(warningField),
}
export type ContentData = RecordOf<typeof contentFields>

/**
 * Who issues a document, and where, as at its issue: what a reprint shows years later, whatever became of the
 * tenant.
 */
export const issuerFields = {
  seller: partyField,
  place: text,
  placeName: text,
  addressOfIssue: text,
  responsiblePersonName: nullable(text),
  responsiblePersonDesignation: nullable(text),
}
export type IssuerData = RecordOf<typeof issuerFields>

const noteLineField = record({
  lineId: text,
  quantity: nullable(quantity),
  value: taka,
  supplementaryDuty: taka,
  vat: taka,
})
export type NoteLineData = ValueOf<typeof noteLineField>

/** A credit or debit note, Mushak-6.7 or 6.8 (s.52). */
export const noteFields = {
  noteId: text,
  lines: list(noteLineField),
  reason: text,
  recipient: partyField,
  ...issuerFields,
  vehicle: nullable(text),
  register: registerField,
  by: text,
  at: instant,
}

/** How money can be received or paid back. */
export const moneyMethods = [
  'CASH',
  'BANK_TRANSFER',
  'CHECK',
  'MOBILE_WALLET',
  'CREDIT_CARD',
  'DEBIT_CARD',
  'ONLINE_BANKING',
] as const
export type MoneyMethod = (typeof moneyMethods)[number]
/** How an invoice can be paid: with money, or with a certificate of withheld tax. */
export const paymentMethods = [...moneyMethods, 'VDS_CERTIFICATE', 'TDS_CERTIFICATE'] as const
export type PaymentMethod = (typeof paymentMethods)[number]
/** How the balance of an invoice can be settled: by a payment, or by giving it up. */
export const settlementMethods = [...paymentMethods, 'WRITE_OFF'] as const
export type SettlementMethod = (typeof settlementMethods)[number]

export const walletProviders = ['BKASH', 'NAGAD', 'ROCKET', 'UPAY', 'SURECASH', 'MCASH', 'TCASH'] as const
export type WalletProvider = (typeof walletProviders)[number]
