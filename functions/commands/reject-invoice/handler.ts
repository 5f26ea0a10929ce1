import * as z from 'zod'
import { reject } from '../../../domain/invoice/reject.ts'
import { idempotencyKey, invoiceId, text } from '../../inputs/fields.ts'
import { invoiceCommand } from '../invoice-command.ts'

export const handler = invoiceCommand({
  name: 'RejectInvoiceCommand',
  operation: 'rejectInvoice',
  input: z.strictObject({ id: invoiceId, reason: text, idempotencyKey }),
  decide: ({ invoice, input, by, at }) => reject(invoice, { reason: input.reason, by, at }),
})
