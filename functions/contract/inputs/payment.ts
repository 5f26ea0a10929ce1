import * as z from 'zod'
import { paymentMethods, walletProviders } from '../../../domain/invoice/event-shapes.ts'
import { date, decimal, optional, text } from './fields.ts'

const method = z.enum(paymentMethods)

/** The type RecordPaymentInput of the contract. */
export const paymentInput = z.strictObject({
  paymentId: optional(text),
  amount: decimal,
  method,
  paidOn: date,
  reference: optional(text),
  bankAccountId: optional(text),
  checkNumber: optional(text),
  walletProvider: optional(z.enum(walletProviders)),
  mobileNumber: optional(text),
  certificateNumber: optional(text),
  certificateDate: optional(date),
})

/** The type RecordRefundInput of the contract. */
export const refundInput = z.strictObject({
  refundId: optional(text),
  amount: decimal,
  method,
  paidOn: date,
  reference: optional(text),
})
