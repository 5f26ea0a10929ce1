import * as z from 'zod'
import { settlementMethods, walletProviders } from '../../../domain/invoice/event-shapes.ts'
import { date, decimal, month, optional, text } from './fields.ts'

/** The domain refuses WRITE_OFF, which is a method only in answers. */
const method = z.enum(settlementMethods)

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
  depositAccountCode: optional(text),
  depositSerial: optional(text),
  depositDate: optional(date),
  claimPeriod: optional(month),
  acceptOverpayment: optional(z.boolean()),
})

/** The type RecordRefundInput of the contract. */
export const refundInput = z.strictObject({
  refundId: optional(text),
  amount: decimal,
  method,
  paidOn: date,
  reference: optional(text),
})
