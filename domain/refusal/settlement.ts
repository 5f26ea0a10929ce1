import type { Entry } from './entry.ts'

/** Refusals of payments, refunds, write-offs, credit and debit notes. */
export const settlementRefusals = {
  OVERPAYMENT: {
    message:
      '{amount} is more than the balance, {balance}. ' +
      'If this much was received, send acceptOverpayment: true.',
    example: { amount: '15000.00', balance: '11500.00' },
  },
  PAYMENT_ID_REUSED: {
    message:
      'Id {paymentId} already belongs to another payment, refund or write-off of this invoice, ' +
      'or to a part of a receipt that it refused. Choose a new id.',
    example: { paymentId: 'p-1' },
  },
  PAYMENT_UNKNOWN: { message: 'This invoice has no payment {paymentId}.', example: { paymentId: 'p-9' } },
  PAYMENT_ALREADY_REVERSED: {
    message: 'Payment {paymentId} is already reversed.',
    example: { paymentId: 'p-1' },
  },
  TOO_MANY_PAYMENTS: {
    message:
      'This invoice has {count} payments, refunds and write-offs; at most {most} are possible here. ' +
      'Collect small amounts, and record their sum as one payment.',
    example: { count: 1000, most: 1000 },
  },
  REFUND_NOT_REVERSIBLE: {
    message: '{paymentId} is a refund; only receipts and write-offs can be reversed.',
    example: { paymentId: 'r-1' },
  },
  REVERSAL_BEFORE_PAYMENT: {
    message: 'What was paid on {paidOn} cannot be reversed on {reversedOn}, an earlier date.',
    example: { paidOn: '2026-10-30', reversedOn: '2026-10-29' },
  },
  REVERSAL_BELOW_REFUNDS: {
    message: 'Without this payment, only {received} would be received, less than the {refunded} refunded.',
    example: { received: '0.00', refunded: '5520.00' },
  },
  PAYMENT_DETAIL_MISSING: {
    message: '{method} requires {detail}.',
    example: { method: 'BANK_TRANSFER', detail: 'bankAccountId' },
  },
  PAYMENT_DETAIL_NOT_ALLOWED: {
    message: 'A payment of the method {method} has no {detail}. Omit it.',
    example: { method: 'CASH', detail: 'depositSerial' },
  },
  CLAIM_PERIOD_TOO_EARLY: {
    message: 'Withheld VAT cannot be claimed in {claimPeriod}, before {paidIn}, the month of the payment.',
    example: { claimPeriod: '2026-06', paidIn: '2026-07' },
  },
  INVOICE_ID_OR_NUMBER: { message: 'Give exactly one of invoiceId and invoiceNumber.', example: {} },
  NOT_AN_INVOICE_NUMBER: {
    message:
      '"{value}" is not the number of an invoice. ' +
      'Write INV-2026-11-01-000001, or the number of its Mushak-6.3, MUSHAK-6.3-2026-11-000001.',
    example: { value: 'MUSHAK-6.7-2026-11-000001' },
  },
  PAYMENT_METHOD_NOT_ALLOWED: {
    message: 'Nothing can be recorded here with the method {method}.',
    example: { method: 'WRITE_OFF' },
  },
  CHECK_NUMBER_TOO_SHORT: {
    message: 'A check number has at least 3 characters; "{value}" has fewer.',
    example: { value: '12' },
  },
  VDS_EXCEEDS_VAT: {
    message:
      'The VDS certificates would total {certified}, more than the VAT of the invoice and its debit notes, ' +
      '{vat}.',
    example: { certified: '1600.00', vat: '1500.00' },
  },
  TDS_EXCEEDS_VALUE: {
    message:
      'The TDS certificates would total {certified}, more than the value of the invoice and its debit notes ' +
      'without supplementary duty and VAT, {value}.',
    example: { certified: '10500.00', value: '10000.00' },
  },
  REFUND_METHOD_NOT_ALLOWED: {
    message: 'A refund must be paid in money; {method} is a certificate.',
    example: { method: 'VDS_CERTIFICATE' },
  },
  REFUND_EXCEEDS_DUE: {
    message: '{amount} is more than the {refundDue} due to the buyer.',
    example: { amount: '5520.01', refundDue: '5520.00' },
  },
  NOTHING_TO_WRITE_OFF: {
    message: 'The balance is {balance}: nothing is open that could be written off.',
    example: { balance: '0.00' },
  },
  WRITE_OFF_TOO_LARGE: {
    message:
      'The write-offs of this invoice would total {amount}, more than the limit of the tenant, {limit}. ' +
      'updateTenant sets the limit.',
    example: { amount: '10.01', limit: '10.00' },
  },
  QUANTITY_OR_AMOUNT: { message: 'Give exactly one of quantity and amount.', example: {} },
  CREDIT_EXCEEDS_LINE: {
    message: '{asked} is more than the {remaining} that remains of line {lineId}.',
    example: { asked: '11', remaining: '10', lineId: '1' },
  },
  TOO_MANY_NOTES: {
    message:
      'This invoice would have {count} {what}; at most {most} are possible. ' +
      'Collect small changes, and issue one note for them.',
    example: { count: 201, what: 'notes', most: 200 },
  },
  NOTE_WITHOUT_EFFECT: {
    message: 'This note would change neither value nor tax, so there is nothing to issue.',
    example: {},
  },
  RECIPIENT_INCOMPLETE: {
    message:
      'With this note, the {kind} notes of the invoice change VAT by {vat} together, more than {threshold}. ' +
      'Add the {missing} of the recipient.',
    example: { kind: 'CREDIT', vat: '5000.01', threshold: '5000.00', missing: ['name', 'address'] },
  },
  RECIPIENT_NOT_BUYER: {
    message:
      'The recipient must be the buyer of the invoice and of its earlier notes, whose {field} is {buyer}, ' +
      'not {given}. Omit the field.',
    example: { field: 'BIN', buyer: '001234567-0202', given: '002871821-0101' },
  },
} as const satisfies Record<string, Entry>
