import * as z from 'zod'
import { recordRefund } from '../../../domain/invoice/record-refund.ts'
import { idempotencyKey, invoiceId } from '../../inputs/fields.ts'
import { refundInput } from '../../inputs/payment.ts'
import { invoiceCommand } from '../invoice-command.ts'

export const handler = invoiceCommand({
  name: 'RecordRefundCommand',
  operation: 'recordRefund',
  input: z.strictObject({ invoiceId, input: refundInput, idempotencyKey }),
  decide: ({ invoice, input: { input }, newId, by, at }) => recordRefund(invoice, { newId, input, by, at }),
})
