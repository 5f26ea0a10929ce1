import * as z from 'zod'
import { update } from '../../../domain/invoice/draft/update.ts'
import { expectedRevision, idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import { updateInvoiceInput } from '../../contract/inputs/invoice.ts'
import { invoiceCommand } from '../../write-model/invoice.ts'

export const handler = invoiceCommand({
  name: 'UpdateInvoiceCommand',
  operation: 'updateInvoice',
  input: z.strictObject({ id: invoiceId, input: updateInvoiceInput, expectedRevision, idempotencyKey }),
  decide: ({ invoice, history, tenant, input: { input }, by, at }) => {
    const earlier = history.flatMap(({ event }) => (event.type === 'InvoiceUpdated' ? [event] : []))
    return update(invoice, { tenant, input, earlier, by, at })
  },
})
