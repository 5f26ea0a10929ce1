import * as z from 'zod'
import { decimal, idempotencyKey, invoiceId, optional, text } from './fields.ts'

/** NoteRecipientInput of the contract. */
export const recipient = z.strictObject({
  name: optional(text),
  address: optional(text),
  bin: optional(text),
})

/** CreditNoteLineInput and DebitNoteLineInput of the contract, which are alike. */
export const noteLine = z.strictObject({
  lineItemId: text,
  quantity: optional(decimal),
  amount: optional(decimal),
})

/** Arguments of issueCreditNote and issueDebitNote. */
export const issueNoteInput = {
  invoiceId,
  lines: z.array(noteLine),
  reason: text,
  recipient: optional(recipient),
  idempotencyKey,
}
