import * as z from 'zod'
import { isLocalDate } from '../../../domain/calendar/dates.ts'
import { daysOfFiscalYear } from '../../../domain/calendar/fiscal-year.ts'
import { invoiceStatuses } from '../../../domain/invoice/status.ts'
import { type FixedProblem, limit, readFixed } from '../../../domain/money/fixed.ts'
import { places } from '../../../domain/money/poisha.ts'
import { trimmed } from '../../../domain/text/unseen.ts'
import { optional, text } from '../../contract/inputs/fields.ts'
import { lookUps, mostLookUps } from '../../read-model/search/looked-for.ts'

const date = optional(z.string().refine(isLocalDate, 'is not a date of the calendar: YYYY-MM-DD'))
const taka = optional(
  z.string().superRefine((given, context) => {
    const read = readFixed(given, places.taka)
    if (!read.ok) context.addIssue({ code: 'custom', message: amountProblems[read.problem] })
  }),
)
const amountProblems: Record<FixedProblem, string> = {
  NOT_A_DECIMAL: 'is not an amount in taka: plain digits with at most one point',
  TOO_MANY_DECIMALS: 'has more than 2 decimals',
  OUT_OF_RANGE: `is too large: amounts stay below ${limit}`,
}
const partyId = optional(text.transform(trimmed))
const number = optional(text.transform((given) => trimmed(given).toUpperCase()))
const statuses = z
  .array(z.enum(invoiceStatuses))
  .min(1, 'names no status: leave it out, or name one')
  .transform((given) => [...new Set(given)])
const fiscalYear = text.refine(
  (given) => daysOfFiscalYear(given) !== null,
  'is not a fiscal year: YYYY-YYYY, such as 2025-2026',
)

/** Blank is what an emptied search box sends: nothing to look for. */
const searched = text
  .max(200, 'is too long to search for: at most 200 characters')
  .refine((given) => !given.trim() || lookUps(given).length > 0, 'holds no letter or digit to look for')
  .refine(
    (given) => lookUps(given).length <= mostLookUps,
    `holds too many words to look for: at most ${mostLookUps}`,
  )
  .transform((given) => given.trim() || undefined)

/** Bounds that leave nothing between them are a slip, and an empty list would not tell. */
const bounds = [
  ['invoiceDateFrom', 'invoiceDateTo'],
  ['dueDateFrom', 'dueDateTo'],
  ['issueDateFrom', 'issueDateTo'],
  ['grandTotalMin', 'grandTotalMax'],
] as const

/** InvoiceFilter of the contract. */
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
    text: optional(searched),
  })
  .superRefine((given, context) => {
    for (const [from, to] of bounds) {
      const [low, high] = [given[from], given[to]]
      if (low === undefined || high === undefined || !isAbove(low, high)) continue
      context.addIssue({ code: 'custom', path: [to], message: `is below ${from}: nothing lies between them` })
    }
  })

const isAbove = (one: string, other: string): boolean => {
  const [first, second] = [readFixed(one, places.taka), readFixed(other, places.taka)]
  return first.ok && second.ok ? first.value > second.value : one > other
}

export type Filter = z.output<typeof filter>
