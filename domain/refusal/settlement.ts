import type { Entry } from './entry.ts'

/** Refusals of payments, refunds, credit and debit notes. */
export const settlementRefusals = {
  OVERPAYMENT: {
    message: '{amount} is more than the balance, {balance}.',
    example: { amount: '15000.00', balance: '11500.00' },
  },
  PAYMENT_ID_REUSED: {
    message: 'Id {paymentId} stands for another payment or refund of this invoice; choose a new one.',
    example: { paymentId: 'p-1' },
  },
  PAYMENT_UNKNOWN: { message: 'This invoice has no payment {paymentId}.', example: { paymentId: 'p-9' } },
  PAYMENT_ALREADY_REVERSED: {
    message: 'Payment {paymentId} is reversed already.',
    example: { paymentId: 'p-1' },
  },
  REFUND_NOT_REVERSIBLE: {
    message: '{paymentId} is a refund; only receipts are reversed.',
    example: { paymentId: 'r-1' },
  },
  REVERSAL_BELOW_REFUNDS: {
    message: 'Without this payment {received} would stay received, less than the {refunded} refunded.',
    example: { received: '0.00', refunded: '5520.00' },
  },
  PAYMENT_DETAIL_MISSING: {
    message: '{method} needs {detail}.',
    example: { method: 'BANK_TRANSFER', detail: 'bankAccountId' },
  },
  CHECK_NUMBER_TOO_SHORT: {
    message: 'A check number has at least 3 characters; "{value}" has fewer.',
    example: { value: '12' },
  },
  VDS_EXCEEDS_VAT: {
    message: 'VDS certificates of {certified} in all would be more than the VAT of the invoice, {vat}.',
    example: { certified: '1600.00', vat: '1500.00' },
  },
  REFUND_METHOD_NOT_ALLOWED: {
    message: 'A refund is money given back; {method} is a certificate.',
    example: { method: 'VDS_CERTIFICATE' },
  },
  REFUND_EXCEEDS_DUE: {
    message: '{amount} is more than what is due back to the buyer, {refundDue}.',
    example: { amount: '5520.01', refundDue: '5520.00' },
  },
  QUANTITY_OR_AMOUNT: { message: 'Give exactly one of quantity and amount.', example: {} },
  CREDIT_EXCEEDS_LINE: {
    message: '{asked} is more than the {remaining} that remains of line {lineId}.',
    example: { asked: '11', remaining: '10', lineId: '1' },
  },
  NOTE_WITHOUT_EFFECT: {
    message: 'This note would change neither value nor tax: there is nothing to issue it for.',
    example: {},
  },
  RECIPIENT_INCOMPLETE: {
    message: 'The note changes VAT by {vat}, more than {threshold}: the recipient needs {missing}.',
    example: { vat: '5000.01', threshold: '5000.00', missing: ['name', 'address'] },
  },
} as const satisfies Record<string, Entry>
