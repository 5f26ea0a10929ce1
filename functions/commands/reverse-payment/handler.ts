import * as z from 'zod'
import { reversePayment } from '../../../domain/invoice/payments/reverse-payment.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { date, optional, text } from '../../contract/inputs/fields.ts'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import { invoiceCommand } from '../../write-model/invoice.ts'

export const handler = invoiceCommand({
  name: 'ReversePaymentCommand',
  operation: 'reversePayment',
  input: z.strictObject({
    invoiceId,
    paymentId: text,
    reason: text,
    reversedOn: optional(date),
    idempotencyKey,
  }),
  decide: ({ invoice, input: { paymentId, reason, reversedOn }, by, at }) =>
    reversePayment(invoice, { paymentId, reason, reversedOn, by, at }),
})
