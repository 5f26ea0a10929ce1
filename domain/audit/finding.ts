/**
 * What is wrong when a code is found. The codes are stable: scripts of operators compare them. What to do
 * about each is in docs/audit.md.
 */
export const findingCodes = [
  'EVENT_UNDECODABLE',
  'STREAM_DAMAGED',
  'STREAM_INCOMPLETE',
  'SUMS_DIFFER',
  'SERIAL_MISSING',
  'SERIAL_DOUBLED',
  'SERIAL_WITHOUT_DOCUMENT',
  'DOCUMENT_WITHOUT_NUMBER',
  'NUMBER_DIFFERS',
  'ISSUED_OUT_OF_ORDER',
  'ISSUED_OUTSIDE_YEAR',
  'INVOICE_NUMBER_DOUBLED',
  'INVOICE_NUMBER_MISSING',
  'ALLOCATION_LOST',
  'ALLOCATION_DOUBLED',
  'ALLOCATION_DIFFERS',
  'PAYMENT_WITHOUT_ALLOCATION',
  'ROW_MISSING',
  'ROW_DIFFERS',
  'ROW_BEHIND',
  'ROW_WITHOUT_STREAM',
] as const

/** What is allowed and listed all the same, because an auditor asks for it. */
export const noteCodes = [
  'EVENT_SKIPPED',
  'SERIAL_TAKEN_TWICE',
  'NUMBER_OPEN',
  'INVOICE_NUMBER_UNUSED',
  'ALLOCATION_OPEN',
  'ROW_OF_OTHER_SHAPE',
] as const

export type FindingCode = (typeof findingCodes)[number]
export type NoteCode = (typeof noteCodes)[number]

/** What a check has found, in words. The caller knows the stream. */
export type Remark = Readonly<{ code: FindingCode | NoteCode; what: string }>

/** Whether the audit fails for it. */
export const isFinding = ({ code }: Pick<Remark, 'code'>): boolean => findingCodes.some((one) => one === code)

/** The remark, in a list that is empty where nothing is wrong. */
export const remarkIf = (isWrong: boolean, code: Remark['code'], what: string): readonly Remark[] =>
  isWrong ? [{ code, what }] : []
