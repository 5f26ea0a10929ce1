import * as z from 'zod'
import { reject } from '../../../domain/invoice/draft/reject.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { text } from '../../contract/inputs/fields.ts'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import { invoiceCommand } from '../../write-model/invoice.ts'

export const handler = invoiceCommand({
  name: 'RejectInvoiceCommand',
  operation: 'rejectInvoice',
  input: z.strictObject({ id: invoiceId, reason: text, idempotencyKey }),
  decide: ({ invoice, input, by, at }) => reject(invoice, { reason: input.reason, by, at }),
})
