import * as z from 'zod'
import { isLocalDate } from '../../../domain/calendar/dates.ts'
import { daysOfFiscalYear } from '../../../domain/calendar/fiscal-year.ts'
import { certificateKinds } from '../../../domain/invoice/payments/expected-certificates.ts'
import { invoiceStatuses } from '../../../domain/invoice/status.ts'
import { type FixedProblem, readFixed, wholeLimit } from '../../../domain/money/fixed.ts'
import { decimals } from '../../../domain/money/poisha.ts'
import { numberSpelling } from '../../../domain/numbering/numbers.ts'
import { isPlaceCode } from '../../../domain/numbering/places.ts'
import { isBlank, trimmed } from '../../../domain/text/blanks.ts'
import { decimal, formatted, listOf, optional, textUpTo } from '../../contract/inputs/fields.ts'
import { documentNumber, partyId } from '../../contract/inputs/identifiers.ts'
import { maxSearchTerms, searchTerms } from '../../read-model/search/search-query.ts'

const date = optional(formatted.refine(isLocalDate, 'is not a calendar date: YYYY-MM-DD'))
const taka = optional(
  decimal.superRefine((value, context) => {
    const read = readFixed(value, decimals.taka)
    if (!read.ok) context.addIssue({ code: 'custom', message: amountProblems[read.problem] })
  }),
)
const amountProblems: Record<FixedProblem, string> = {
  NOT_A_DECIMAL: 'is not an amount in taka: plain digits with at most one point',
  TOO_MANY_DECIMALS: 'has more than 2 decimals',
  OUT_OF_RANGE: `is too large: amounts stay below ${wholeLimit}`,
}
const number = optional(documentNumber.transform(numberSpelling))
const placeCode = formatted
  .transform((code) => trimmed(code).toUpperCase())
  .refine(isPlaceCode, 'is not a code of a place: a capital letter and 1 to 5 capitals or digits')
const statuses = listOf(z.enum(invoiceStatuses), 100)
  .refine((values) => values.length > 0, 'contains no status: leave it out, or name one')
  .transform((values) => [...new Set(values)])
const fiscalYear = formatted.refine(
  (value) => daysOfFiscalYear(value) !== null,
  'is not a fiscal year: YYYY-YYYY, such as 2025-2026',
)

/** A cleared search box sends a blank text, which is the same as no text. */
const searchText = textUpTo(200)
  .refine(
    (value) => isBlank(value) || searchTerms(value).length > 0,
    'contains no letter or digit to search for',
  )
  .refine(
    (value) => searchTerms(value).length <= maxSearchTerms,
    `has too many words to search for: at most ${maxSearchTerms}`,
  )
  .transform((value) => trimmed(value) || undefined)

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
    customerId: optional(partyId),
    vendorId: optional(partyId),
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
    noteNumber: number,
    place: optional(placeCode),
    lacksCertificate: optional(z.enum(certificateKinds)),
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
