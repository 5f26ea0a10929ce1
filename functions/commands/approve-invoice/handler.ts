import * as z from 'zod'
import { approve } from '../../../domain/invoice/issue/approve.ts'
import { expectedRevision, idempotencyKey, invoiceId } from '../../contract/inputs/fields.ts'
import { invoiceCommand } from '../../write-model/invoice-command.ts'

export const handler = invoiceCommand({
  name: 'ApproveInvoiceCommand',
  operation: 'approveInvoice',
  input: z.strictObject({ id: invoiceId, expectedRevision, idempotencyKey }),
  series: '6.3',
  decide: ({ invoice, tenant, by, at, register }) => approve(invoice, { tenant, register, by, at }),
})
