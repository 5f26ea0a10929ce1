import * as z from 'zod'
import { update } from '../../../domain/invoice/update.ts'
import { expectedRevision, idempotencyKey, invoiceId } from '../../inputs/fields.ts'
import { updateInvoiceInput } from '../../inputs/invoice.ts'
import { invoiceCommand } from '../invoice-command.ts'

export const handler = invoiceCommand({
  name: 'UpdateInvoiceCommand',
  operation: 'updateInvoice',
  input: z.strictObject({ id: invoiceId, input: updateInvoiceInput, expectedRevision, idempotencyKey }),
  decide: ({ invoice, tenant, input, by, at }) => update(invoice, { tenant, input: input.input, by, at }),
})
