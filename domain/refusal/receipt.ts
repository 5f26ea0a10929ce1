import type { Entry } from './entry.ts'

/** Refusals of receipts and their parts. */
export const receiptRefusals = {
  RECEIPT_ID_REUSED: {
    message: 'Id {receiptId} already belongs to another receipt. Choose a new id.',
    example: { receiptId: '0b9f4d1e-7c1c-4b7e-9a55-0d8a2f6c3b11' },
  },
  ALLOCATIONS_EXCEED_RECEIPT: {
    message: 'The allocations total {total}, more than the {available} of the receipt that is not applied.',
    example: { total: '15000.00', available: '11500.00' },
  },
  ALLOCATION_REPEATED: {
    message: 'Invoice {invoiceId} is named twice. Give one allocation with the whole amount.',
    example: { invoiceId: '5e0c9a52-6a52-4f6f-8f0e-3d7c1d3f9a10' },
  },
  TOO_MANY_ALLOCATIONS: {
    message: 'The receipt would have {count} allocations over its life; at most {most} are allowed.',
    example: { count: 201, most: 200 },
  },
  INVOICE_OF_OTHER_CUSTOMER: {
    message:
      'Invoice {invoiceNumber} is for customer {buyerId}, not for {customerId}, who paid this receipt.',
    example: { invoiceNumber: 'INV-2026-11-01-000001', buyerId: 'C-2', customerId: 'C-1' },
  },
  RECEIPT_REVERSED: {
    message: 'Receipt {receiptId} is reversed, so none of it can be allocated.',
    example: { receiptId: '0b9f4d1e-7c1c-4b7e-9a55-0d8a2f6c3b11' },
  },
  RECEIPT_ALREADY_REVERSED: {
    message: 'Receipt {receiptId} is already reversed.',
    example: { receiptId: '0b9f4d1e-7c1c-4b7e-9a55-0d8a2f6c3b11' },
  },
  RECEIPT_PART_OPEN: {
    message:
      'The part for invoice {invoice} is not carried, because that invoice cannot be read. ' +
      'Nothing is reversed until the invoice is repaired.',
    example: { invoice: 'MUSHAK-6.3-2026-11-000001' },
  },
  PART_OF_RECEIPT: {
    message:
      'Payment {paymentId} is a part of receipt {receiptId}. Reverse the receipt: its parts go together.',
    example: { paymentId: 'p-1', receiptId: '0b9f4d1e-7c1c-4b7e-9a55-0d8a2f6c3b11' },
  },
} as const satisfies Record<string, Entry>
