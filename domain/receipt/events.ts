import { type EventOf, event } from '../event/declaration.ts'
import {
  date,
  flag,
  instant,
  list,
  nullable,
  oneOf,
  parameters,
  personal,
  record,
  taka,
  text,
  type ValueOf,
} from '../event/fields.ts'
import { moneyMethods, walletProviders } from '../invoice/event-shapes.ts'

/**
 * A part of a receipt for one invoice. It becomes the payment `paymentId` of the invoice, whose numbers are
 * those of the time of the decision.
 */
const allocationField = record({
  paymentId: text,
  invoiceId: text,
  invoiceNumber: text,
  mushakNumber: nullable(text),
  amount: taka,
})
export type AllocationData = ValueOf<typeof allocationField>

/** The allocations that were decided together. */
const round = { allocations: list(allocationField), acceptOverpayment: flag }

/** Money was received from a customer, and these parts of it are for invoices. Each is carried afterwards. */
const receiptRecorded = event('ReceiptRecorded', {
  receiptId: text,
  tenantId: text,
  customerId: text,
  amount: taka,
  method: oneOf(...moneyMethods),
  paidOn: date,
  reference: nullable(text),
  bankAccountId: nullable(text),
  checkNumber: nullable(text),
  walletProvider: nullable(oneOf(...walletProviders)),
  mobileNumber: personal(nullable(text)),
  ...round,
  by: text,
  at: instant,
})

/** Parts of the money that was not yet applied are for invoices too. */
const receiptAllocated = event('ReceiptAllocated', { ...round, by: text, at: instant })

/** The invoice has the payment. */
const allocationCarried = event('AllocationCarried', { paymentId: text, at: instant })

const refusal = { code: text, params: parameters }

/** The invoice changed after the decision and refused the payment: the part is not applied. */
const allocationRefused = event('AllocationRefused', { paymentId: text, ...refusal, at: instant })

/**
 * The money was not received after all, as from the date reversedOn in Dhaka. What is not applied is reversed
 * with this event; the payments of the invoices are reversed afterwards, as from the same date.
 */
const receiptReversed = event('ReceiptReversed', { reversedOn: date, reason: text, by: text, at: instant })

/** The payment of the invoice is reversed. */
const allocationReversed = event('AllocationReversed', { paymentId: text, at: instant })

/** The invoice changed after the decision and refused the reversal: the part remains applied. */
const allocationReversalRefused = event('AllocationReversalRefused', {
  paymentId: text,
  ...refusal,
  at: instant,
})

/**
 * A command had nothing to change. The event is stored so that a repetition of the command is recognised,
 * also after others have changed the receipt.
 */
const receiptLeftUnchanged = event('ReceiptLeftUnchanged', { by: text, at: instant })

export const receiptEvents = [
  ...[receiptRecorded, receiptAllocated, receiptReversed, receiptLeftUnchanged],
  ...[allocationCarried, allocationRefused, allocationReversed, allocationReversalRefused],
]

export type ReceiptRecorded = EventOf<typeof receiptRecorded>
export type ReceiptAllocated = EventOf<typeof receiptAllocated>
export type AllocationCarried = EventOf<typeof allocationCarried>
export type AllocationRefused = EventOf<typeof allocationRefused>
export type ReceiptReversed = EventOf<typeof receiptReversed>
export type AllocationReversed = EventOf<typeof allocationReversed>
export type AllocationReversalRefused = EventOf<typeof allocationReversalRefused>
export type ReceiptEvent = EventOf<(typeof receiptEvents)[number]>
