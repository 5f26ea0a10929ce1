import * as z from 'zod'
import { isLocalDate } from '../../../domain/calendar/dates.ts'
import { daysOfFiscalYear } from '../../../domain/calendar/fiscal-year.ts'
import { invoiceStatuses } from '../../../domain/invoice/status.ts'
import { type FixedProblem, readFixed, wholeLimit } from '../../../domain/money/fixed.ts'
import { decimals } from '../../../domain/money/poisha.ts'
import { trimmed } from '../../../domain/text/blanks.ts'
import { optional, text } from '../../contract/inputs/fields.ts'
import { maxSearchTerms, searchTerms } from '../../read-model/search/search-query.ts'

const date = optional(z.string().refine(isLocalDate, 'is not a calendar date: YYYY-MM-DD'))
const taka = optional(
  z.string().superRefine((value, context) => {
    const read = readFixed(value, decimals.taka)
    if (!read.ok) context.addIssue({ code: 'custom', message: amountProblems[read.problem] })
  }),
)
const amountProblems: Record<FixedProblem, string> = {
  NOT_A_DECIMAL: 'is not an amount in taka: plain digits with at most one point',
  TOO_MANY_DECIMALS: 'has more than 2 decimals',
  OUT_OF_RANGE: `is too large: amounts stay below ${wholeLimit}`,
}
const partyId = optional(text.transform(trimmed))
const number = optional(text.transform((value) => trimmed(value).toUpperCase()))
const statuses = z
  .array(z.enum(invoiceStatuses))
  .min(1, 'contains no status: leave it out, or name one')
  .transform((values) => [...new Set(values)])
const fiscalYear = text.refine(
  (value) => daysOfFiscalYear(value) !== null,
  'is not a fiscal year: YYYY-YYYY, such as 2025-2026',
)

/** A cleared search box sends a blank text, which is the same as no text. */
const searchText = text
  .max(200, 'is too long to search for: at most 200 characters')
  .refine(
    (value) => !value.trim() || searchTerms(value).length > 0,
    'contains no letter or digit to search for',
  )
  .refine(
    (value) => searchTerms(value).length <= maxSearchTerms,
    `has too many words to search for: at most ${maxSearchTerms}`,
  )
  .transform((value) => value.trim() || undefined)

/** Bounds in the wrong order are a mistake that an empty list would hide. */
const bounds = [
  ['invoiceDateFrom', 'invoiceDateTo'],
  ['dueDateFrom', 'dueDateTo'],
  ['issueDateFrom', 'issueDateTo'],
  ['grandTotalMin', 'grandTotalMax'],
] as const

/** The InvoiceFilter of the contract. */
export const filter = z
  .strictObject({
    status: optional(statuses),
    customerId: partyId,
    vendorId: partyId,
    fiscalYear: optional(fiscalYear),
    invoiceDateFrom: date,
    invoiceDateTo: date,
    dueDateFrom: date,
    dueDateTo: date,
    issueDateFrom: date,
    issueDateTo: date,
    openOnly: optional(z.boolean()),
    grandTotalMin: taka,
    grandTotalMax: taka,
    invoiceNumber: number,
    mushakNumber: number,
    text: optional(searchText),
  })
  .superRefine((fields, context) => {
    for (const [from, to] of bounds) {
      const [low, high] = [fields[from], fields[to]]
      if (low === undefined || high === undefined || !isAbove(low, high)) continue
      context.addIssue({ code: 'custom', path: [to], message: `is below ${from}: no value is between them` })
    }
  })

const isAbove = (one: string, other: string): boolean => {
  const [first, second] = [readFixed(one, decimals.taka), readFixed(other, decimals.taka)]
  return first.ok && second.ok ? first.value > second.value : one > other
}

export type Filter = z.output<typeof filter>
