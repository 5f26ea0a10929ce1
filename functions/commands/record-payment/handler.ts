import * as z from 'zod'
import { recordPayment } from '../../../domain/invoice/payments/record-payment.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import { paymentInput } from '../../contract/inputs/payment.ts'
import { invoiceCommand } from '../../write-model/invoice.ts'

export const handler = invoiceCommand({
  name: 'RecordPaymentCommand',
  operation: 'recordPayment',
  input: z.strictObject({ invoiceId, input: paymentInput, idempotencyKey }),
  decide: ({ invoice, input: { input }, newId, by, at }) => recordPayment(invoice, { newId, input, by, at }),
})
