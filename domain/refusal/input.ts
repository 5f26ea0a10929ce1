import type { Entry } from './entry.ts'

/** Refusals of single values: figures, dates, texts. */
export const inputRefusals = {
  NOT_A_DECIMAL: {
    message: '"{value}" is not an exact decimal. Write plain digits with at most one point, such as 1250.50.',
    example: { value: '12,50' },
  },
  TOO_MANY_DECIMALS: {
    message: '{value} has too many decimals: at most {places} are allowed, because nothing is rounded.',
    example: { value: '1.00005', places: 4 },
  },
  OUT_OF_RANGE: {
    message: '{value} is too large: figures must be below {limit}.',
    example: { value: '1000000000000000', limit: '1000000000000000' },
  },
  NOT_POSITIVE: { message: '{value} is not above zero.', example: { value: '0' } },
  NEGATIVE: { message: '{value} is below zero.', example: { value: '-1.00' } },
  PERCENT_OUT_OF_RANGE: {
    message: '{value} % is not between 0 and {most} %.',
    example: { value: '120', most: 100 },
  },
  INVALID_DATE: {
    message: '"{value}" is not a calendar date. Write YYYY-MM-DD, such as 2025-02-28.',
    example: { value: '2025-02-30' },
  },
  INVALID_MONTH: {
    message: '"{value}" is not a month. Write YYYY-MM, such as 2025-02.',
    example: { value: '2025-13' },
  },
  DATE_OUT_OF_RANGE: {
    message: '{date} is outside the supported range, {from} to {to}.',
    example: { date: '0204-10-15', from: '2000-01-01', to: '2099-12-31' },
  },
  DATE_IN_FUTURE: {
    message: '{date} is after today, {today} in Dhaka.',
    example: { date: '2026-12-01', today: '2026-11-23' },
  },
  PERIOD_REVERSED: {
    message: 'The period ends on {to}, before it begins on {from}.',
    example: { from: '2026-11-30', to: '2026-11-01' },
  },
  PERIOD_TOO_LONG: {
    message: 'The period has {days} days; at most {most} are allowed.',
    example: { days: 731, most: 400 },
  },
  PERIOD_IN_FUTURE: {
    message: 'The period ends on {to}, after {latest}, the last day of this month in Dhaka.',
    example: { to: '2026-12-31', latest: '2026-11-30' },
  },
  FIELD_REQUIRED: {
    message: '{field} is required; it cannot be empty or blank.',
    example: { field: 'invoiceDate' },
  },
  TEXT_TOO_LONG: {
    message: '{field} is too long: it has {length} characters, and at most {most} are allowed.',
    example: { field: 'reason', length: 2500, most: 2000 },
  },
  TEXT_UNPRINTABLE: {
    message: '{field} contains {character}, a character that cannot be printed. Remove it.',
    example: { field: 'customerName', character: 'U+202E' },
  },
  REASON_MISSING: { message: 'A reason is required; it cannot be empty or blank.', example: {} },
  CURRENCY_NOT_SUPPORTED: {
    message: 'Invoices are in BDT; "{currency}" is not supported.',
    example: { currency: 'USD' },
  },
} as const satisfies Record<string, Entry>
