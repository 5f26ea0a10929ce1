import * as z from 'zod'
import { invoiceNameOf, reverseReceipt, reversibleParts } from '../../../domain/receipt/reverse-receipt.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { date, optional, text } from '../../contract/inputs/fields.ts'
import { receiptId } from '../../contract/inputs/identifiers.ts'
import { receiptCommand } from '../../write-model/receipts/receipt.ts'

export const handler = receiptCommand({
  name: 'ReverseReceiptCommand',
  operation: 'reverseReceipt',
  input: z.strictObject({ receiptId, reason: text, reversedOn: optional(date), idempotencyKey }),
  invoicesOf: (receipt) =>
    reversibleParts(receipt).map((part) => ({
      id: part.invoiceId,
      name: invoiceNameOf(part),
      path: 'receiptId',
    })),
  decide: ({ receipt, input: { reason, reversedOn }, invoices, by, at }) =>
    reverseReceipt(receipt, { reason, reversedOn, invoices, by, at }),
})
