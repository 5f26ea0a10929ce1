import * as z from 'zod'
import { approve } from '../../../domain/invoice/issue/approve.ts'
import { expectedRevision, idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import { documentCommand } from '../../write-model/invoice.ts'

export const handler = documentCommand({
  name: 'ApproveInvoiceCommand',
  operation: 'approveInvoice',
  input: z.strictObject({ id: invoiceId, expectedRevision, idempotencyKey }),
  series: '6.3',
  decide: ({ invoice, tenant, by, at, register }) => approve(invoice, { tenant, register, by, at }),
})
