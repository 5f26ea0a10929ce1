import * as z from 'zod'
import { recordPayment } from '../../../domain/invoice/record-payment.ts'
import { idempotencyKey, invoiceId } from '../../inputs/fields.ts'
import { paymentInput } from '../../inputs/payment.ts'
import { invoiceCommand } from '../invoice-command.ts'

export const handler = invoiceCommand({
  name: 'RecordPaymentCommand',
  operation: 'recordPayment',
  input: z.strictObject({ invoiceId, input: paymentInput, idempotencyKey }),
  decide: ({ invoice, input: { input }, newId, by, at }) => recordPayment(invoice, { newId, input, by, at }),
})
