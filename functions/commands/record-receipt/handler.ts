import * as z from 'zod'
import { recordReceipt } from '../../../domain/receipt/record-receipt.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { receiptInput } from '../../contract/inputs/receipt.ts'
import { newReceiptCommand } from '../../write-model/receipts/new-receipt.ts'

export const handler = newReceiptCommand({
  name: 'RecordReceiptCommand',
  operation: 'recordReceipt',
  input: z.strictObject({ input: receiptInput, idempotencyKey }),
  decide: ({ receipt, tenantId, receiptId, input: { input }, invoices, by, at }) =>
    recordReceipt(receipt, { tenantId, receiptId, input, invoices, by, at }),
})
