import * as z from 'zod'
import { allocateReceipt } from '../../../domain/receipt/allocate-receipt.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { optional } from '../../contract/inputs/fields.ts'
import { receiptId } from '../../contract/inputs/identifiers.ts'
import { allocations } from '../../contract/inputs/receipt.ts'
import { allocatedTo } from '../../write-model/receipts/any-receipt.ts'
import { receiptCommand } from '../../write-model/receipts/receipt.ts'

export const handler = receiptCommand({
  name: 'AllocateReceiptCommand',
  operation: 'allocateReceipt',
  input: z.strictObject({
    receiptId,
    allocations,
    acceptOverpayment: optional(z.boolean()),
    idempotencyKey,
  }),
  invoicesOf: (_, { allocations }) => allocatedTo(allocations, 'allocations'),
  decide: ({ receipt, input: { allocations, acceptOverpayment = false }, invoices, by, at }) =>
    allocateReceipt(receipt, { allocations, acceptOverpayment, invoices, by, at }),
})
