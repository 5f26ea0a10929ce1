import * as z from 'zod'
import { settlementMethods, walletProviders } from '../../../domain/invoice/event-shapes.ts'
import { certificateKinds } from '../../../domain/invoice/payments/expected-certificates.ts'
import { date, decimal, formatted, listOf, month, optional, text } from './fields.ts'
import { documentNumber } from './identifiers.ts'

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
  certificateValue: optional(decimal),
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
  bankAccountId: optional(text),
  checkNumber: optional(text),
  walletProvider: optional(z.enum(walletProviders)),
  mobileNumber: optional(text),
})

/** More make a request that may not end in its time, and an answer that nobody reads. */
const maxCertificates = 200

/**
 * The type CertificateInput of the contract. An id in another form is a wrong entry and not a wrong request:
 * the others are recorded.
 */
export const certificateInputs = listOf(
  z.strictObject({
    invoiceId: optional(formatted),
    invoiceNumber: optional(documentNumber),
    kind: z.enum(certificateKinds),
    number: text,
    date,
    amount: decimal,
    paidOn: optional(date),
    certificateValue: optional(decimal),
    depositAccountCode: optional(text),
    depositSerial: optional(text),
    depositDate: optional(date),
    claimPeriod: optional(month),
    acceptOverpayment: optional(z.boolean()),
    reference: optional(text),
  }),
  maxCertificates,
)
