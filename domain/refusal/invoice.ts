import type { Entry } from './entry.ts'

/** Refusals of an invoice's content, its taxes and its way from draft to issue. */
export const invoiceRefusals = {
  DUE_BEFORE_INVOICE_DATE: {
    message: 'The due date {dueDate} is before the invoice date {invoiceDate}; the same day is the earliest.',
    example: { dueDate: '2024-10-01', invoiceDate: '2024-10-15' },
  },
  NO_LINES: { message: 'At least one line is needed.', example: {} },
  TOO_MANY_LINES: {
    message: '{count} lines are too many: at most {most}.',
    example: { count: 501, most: 500 },
  },
  LINE_UNKNOWN: {
    message:
      'Line {lineId} is not on this invoice. Its lines tell their ids in lineItems; only a new line is given without one.',
    example: { lineId: '7' },
  },
  LINE_TWICE: { message: 'Line {lineId} stands more than once.', example: { lineId: '1' } },
  DISCOUNT_EXCEEDS_VALUE: {
    message: 'The discount {discount} is above quantity x unit price, {value}.',
    example: { discount: '150.00', value: '100.00' },
  },
  RATE_NOT_IN_FORCE: {
    message: 'VAT at {rate} % is not in force for {category} on {date}. In force: {inForce}.',
    example: { rate: '12', category: 'REDUCED', date: '2024-10-15', inForce: ['10', '7.5', '5'] },
  },
  VAT_RATE_NOT_ALLOWED: {
    message: 'vatRate is chosen for REDUCED only; {category} has its own.',
    example: { category: 'STANDARD' },
  },
  SPECIFIC_TAX_MISSING: {
    message: 'A SPECIFIC line needs specificVatPerUnit, taka above zero per unit.',
    example: {},
  },
  SPECIFIC_TAX_NOT_ALLOWED: {
    message: 'specificVatPerUnit belongs to SPECIFIC lines, not to {category}.',
    example: { category: 'STANDARD' },
  },
  DUTY_ON_ZERO_RATED: { message: 'A zero-rated supply bears no supplementary duty.', example: {} },
  RETURN_NOTE_INVALID: {
    message: 'Return note {note} does not take {category} supplies; possible: {possible}.',
    example: { note: 2, category: 'STANDARD', possible: ['4', '5', '8'] },
  },
  INVALID_STATE: {
    message: '{action} needs an invoice that is {possible}; this one is {status}.',
    example: { action: 'approve', possible: ['DRAFT', 'PENDING_APPROVAL'], status: 'CANCELLED' },
  },
  SELF_APPROVAL: {
    message: '{by} created or edited this invoice; with maker-checker on, somebody else approves it.',
    example: { by: 'u-1' },
  },
  NOTHING_TO_INVOICE: {
    message: 'The grand total is 0.00: there is nothing to issue a tax invoice for.',
    example: {},
  },
} as const satisfies Record<string, Entry>
