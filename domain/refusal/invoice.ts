import type { Entry } from './entry.ts'

/** Refusals of an invoice's content and taxes, and of its transitions from draft to issue. */
export const invoiceRefusals = {
  DUE_BEFORE_INVOICE_DATE: {
    message:
      'The due date {dueDate} is before the invoice date {invoiceDate}. Give the same day or a later one.',
    example: { dueDate: '2024-10-01', invoiceDate: '2024-10-15' },
  },
  NO_LINES: { message: 'At least one line is required.', example: {} },
  TOO_MANY_LINES: {
    message: '{count} lines are too many: at most {most} are allowed.',
    example: { count: 501, most: 500 },
  },
  INVOICE_TOO_LARGE: {
    message:
      'The content of this invoice has {bytes} bytes, and at most {most} are allowed. ' +
      'Shorten its descriptions, or split it into several invoices.',
    example: { bytes: 300000, most: 262144 },
  },
  TOO_MANY_UPDATES: {
    message:
      'With this update the draft would have {count} {what}; at most {most} are possible. ' +
      'Submit or approve it as it is, or cancel it and create a new invoice.',
    example: { count: 1001, what: 'updates', most: 1000 },
  },
  LINE_UNKNOWN: {
    // Also for the lines of a note, which must be those of the invoice: only an update brings new ones.
    message:
      'This invoice has no line {lineId}. Use an id from its lineItems. Only updates add lines without one.',
    example: { lineId: '7' },
  },
  LINE_TWICE: { message: 'Line {lineId} appears more than once.', example: { lineId: '1' } },
  DISCOUNT_EXCEEDS_VALUE: {
    message: 'The discount {discount} is more than quantity x unit price, {value}.',
    example: { discount: '150.00', value: '100.00' },
  },
  RATE_NOT_IN_FORCE: {
    message: 'VAT at {rate} % is not in force for {category} on {date}. In force: {inForce}.',
    example: { rate: '12', category: 'REDUCED', date: '2024-10-15', inForce: ['10', '7.5', '5'] },
  },
  RATE_NOT_OF_CODE: {
    message:
      'The VAT of {code} on {date} is {inForce}, not {rate} %. ' +
      'A line at 15 %, by law or by choice, has the category STANDARD.',
    example: { code: 'S004.00', date: '2025-07-01', inForce: '10 %', rate: '7.5' },
  },
  VAT_RATE_MISSING: {
    message: 'The VAT of {code} on {date} is {inForce}, depending on what is supplied. Give vatRate.',
    example: { code: 'S010.20', date: '2025-07-01', inForce: '2 % or 4.5 %' },
  },
  VAT_RATE_NOT_ALLOWED: {
    message: 'vatRate can be chosen for REDUCED only; the law fixes the rate of {category}.',
    example: { category: 'STANDARD' },
  },
  SPECIFIC_TAX_MISSING: {
    message: 'A SPECIFIC line requires specificVatPerUnit, in taka per unit and above zero.',
    example: {},
  },
  SPECIFIC_TAX_NOT_ALLOWED: {
    message: 'specificVatPerUnit is for SPECIFIC lines only, not for {category}.',
    example: { category: 'STANDARD' },
  },
  SPECIFIC_TAX_EXCEEDS_PRICE: {
    message:
      'The price with tax inside is {price}, less than the specific tax inside it, {tax}. ' +
      'Give a higher price, or a price without tax.',
    example: { price: '6000.00', tax: '6250.00' },
  },
  DUTY_ON_ZERO_RATED: { message: 'A zero-rated supply cannot have supplementary duty.', example: {} },
  SUPPLY_CLASS_NOT_ALLOWED: {
    message: 'A {category} supply cannot be {supplyClass}. Possible: {possible}.',
    example: {
      category: 'STANDARD',
      supplyClass: 'DEEMED_EXPORT',
      possible: ['GENERAL', 'RETAIL_WHOLESALE'],
    },
  },
  INVALID_STATE: {
    message: '{action} needs an invoice that is {possible}; this one is {status}.',
    example: { action: 'approve', possible: ['DRAFT', 'PENDING_APPROVAL'], status: 'CANCELLED' },
  },
  SELF_APPROVAL: {
    message: '{by} created or edited this invoice. With maker-checker on, another person must approve it.',
    example: { by: 'u-1' },
  },
  NOTHING_TO_INVOICE: {
    message: 'The grand total is 0.00: there is nothing to issue a tax invoice for.',
    example: {},
  },
  NOTE_UNKNOWN: { message: 'This invoice has no note {noteId}.', example: { noteId: 'n-9' } },
  NOTE_NOT_NUMBERED: {
    message: 'Note {noteId} or its invoice has no legal number yet. Try again in a moment.',
    example: { noteId: 'n-9' },
  },
} as const satisfies Record<string, Entry>
