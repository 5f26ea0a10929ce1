import * as z from 'zod'
import { create } from '../../../domain/invoice/draft/create.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { createInvoiceInput } from '../../contract/inputs/invoice.ts'
import { newInvoiceCommand } from '../../write-model/new-invoice.ts'

export const handler = newInvoiceCommand({
  name: 'CreateInvoiceCommand',
  operation: 'createInvoice',
  input: z.strictObject({ input: createInvoiceInput, idempotencyKey }),
  decide: ({ tenant, invoiceId, input: { input }, by, at }) => create({ tenant, invoiceId, input, by, at }),
})
