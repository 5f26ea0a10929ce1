import * as z from 'zod'
import { cancel } from '../../../domain/invoice/notes/cancel.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { optional, text } from '../../contract/inputs/fields.ts'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import { recipient } from '../../contract/inputs/note.ts'
import { documentCommand } from '../../write-model/invoice.ts'

export const handler = documentCommand({
  name: 'CancelInvoiceCommand',
  operation: 'cancelInvoice',
  input: z.strictObject({ id: invoiceId, reason: text, recipient: optional(recipient), idempotencyKey }),
  series: '6.7',
  decide: ({ invoice, tenant, input: { reason, recipient }, register, newId, by, at }) =>
    cancel(invoice, { tenant, reason, recipient, noteId: newId, register, by, at }),
})
