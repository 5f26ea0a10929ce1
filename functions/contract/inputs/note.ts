import * as z from 'zod'
import { idempotencyKey } from './command-arguments.ts'
import { decimal, listOf, optional, text } from './fields.ts'
import { invoiceId } from './identifiers.ts'

/** The type NoteRecipientInput of the contract. */
export const recipient = z.strictObject({
  name: optional(text),
  address: optional(text),
  bin: optional(text),
})

/** The types CreditNoteLineInput and DebitNoteLineInput of the contract, which have the same fields. */
export const noteLine = z.strictObject({
  lineItemId: text,
  quantity: optional(decimal),
  amount: optional(decimal),
})

/** The arguments of issueCreditNote and issueDebitNote. */
export const issueNoteInput = {
  invoiceId,
  lines: listOf(noteLine, 1000),
  reason: text,
  recipient: optional(recipient),
  vehicle: optional(text),
  idempotencyKey,
}
