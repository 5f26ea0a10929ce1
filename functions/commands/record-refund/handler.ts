import * as z from 'zod'
import { recordRefund } from '../../../domain/invoice/payments/record-refund.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import { refundInput } from '../../contract/inputs/payment.ts'
import { invoiceCommand } from '../../write-model/invoice.ts'

export const handler = invoiceCommand({
  name: 'RecordRefundCommand',
  operation: 'recordRefund',
  input: z.strictObject({ invoiceId, input: refundInput, idempotencyKey }),
  decide: ({ invoice, input: { input }, newId, by, at }) => recordRefund(invoice, { newId, input, by, at }),
})
