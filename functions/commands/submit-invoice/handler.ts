import * as z from 'zod'
import { submit } from '../../../domain/invoice/draft/submit.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import { invoiceCommand } from '../../write-model/invoice.ts'

export const handler = invoiceCommand({
  name: 'SubmitInvoiceCommand',
  operation: 'submitInvoice',
  input: z.strictObject({ id: invoiceId, idempotencyKey }),
  decide: ({ invoice, by, at }) => submit(invoice, { by, at }),
})
