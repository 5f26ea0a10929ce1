import * as z from 'zod'
import { writeOffBalance } from '../../../domain/invoice/payments/write-off.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { text } from '../../contract/inputs/fields.ts'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import { invoiceCommand } from '../../write-model/invoice.ts'

export const handler = invoiceCommand({
  name: 'WriteOffBalanceCommand',
  operation: 'writeOffBalance',
  input: z.strictObject({ invoiceId, reason: text, idempotencyKey }),
  decide: ({ invoice, tenant, input: { reason }, newId, by, at }) =>
    writeOffBalance(invoice, { tenant, newId, reason, by, at }),
})
