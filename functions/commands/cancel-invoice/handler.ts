import * as z from 'zod'
import { cancel } from '../../../domain/invoice/cancel.ts'
import { idempotencyKey, invoiceId, optional, text } from '../../inputs/fields.ts'
import { recipient } from '../../inputs/note.ts'
import { invoiceCommand } from '../invoice-command.ts'

export const handler = invoiceCommand({
  name: 'CancelInvoiceCommand',
  operation: 'cancelInvoice',
  input: z.strictObject({ id: invoiceId, reason: text, recipient: optional(recipient), idempotencyKey }),
  series: '6.7',
  decide: ({ invoice, input, register, newId, by, at }) =>
    cancel(invoice, { reason: input.reason, recipient: input.recipient, noteId: newId, register, by, at }),
})
