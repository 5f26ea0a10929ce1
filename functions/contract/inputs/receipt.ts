import * as z from 'zod'
import { settlementMethods, walletProviders } from '../../../domain/invoice/event-shapes.ts'
import { date, decimal, listOf, optional, text } from './fields.ts'
import { invoiceId, receiptId } from './identifiers.ts'

/**
 * Allocations in one command. Each reads a stream and appends to it, and 100 of them fit into a command's 25
 * s also where the event store needs 100 ms for a call: ten are carried at a time.
 */
const maxAllocations = 100

/** The type ReceiptAllocationInput of the contract. */
export const allocations = listOf(z.strictObject({ invoiceId, amount: decimal }), maxAllocations)

/** The type RecordReceiptInput of the contract. The domain refuses a method that is no money. */
export const receiptInput = z.strictObject({
  receiptId: optional(receiptId),
  customerId: text,
  amount: decimal,
  method: z.enum(settlementMethods),
  paidOn: date,
  reference: optional(text),
  bankAccountId: optional(text),
  checkNumber: optional(text),
  walletProvider: optional(z.enum(walletProviders)),
  mobileNumber: optional(text),
  allocations: optional(allocations).transform((given) => given ?? []),
  acceptOverpayment: optional(z.boolean()),
})
