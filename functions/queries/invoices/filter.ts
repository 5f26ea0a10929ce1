import * as z from 'zod'
import { isLocalDate } from '../../../domain/calendar/dates.ts'
import { invoiceStatuses } from '../../../domain/invoice/status.ts'
import { readFixed } from '../../../domain/money/fixed.ts'
import { places } from '../../../domain/money/poisha.ts'
import { optional, text } from '../../inputs/fields.ts'
import { mostWords } from '../../search/looked-for.ts'
import { wordsOf } from '../../search/words.ts'

const date = optional(z.string().refine(isLocalDate, 'is not a date of the calendar: YYYY-MM-DD'))
const taka = optional(z.string().refine((given) => readFixed(given, places.taka).ok, 'is not an amount in taka: at most 2 decimals'))

/** Blank is what an emptied search box sends: nothing to look for. */
const searched = text
  .max(200, 'is too long to search for: at most 200 characters')
  .refine((given) => !given.trim() || wordsOf(given).length > 0, 'holds no letter or digit to look for')
  .refine((given) => wordsOf(given).length <= mostWords, `holds too many words to look for: at most ${mostWords}`)
  .transform((given) => given.trim() || undefined)

/** InvoiceFilter of the contract. */
export const filter = z.strictObject({
  status: optional(z.array(z.enum(invoiceStatuses)).max(invoiceStatuses.length)),
  customerId: optional(text),
  vendorId: optional(text),
  fiscalYear: optional(text.regex(/^\d{4}-\d{4}$/, 'is not a fiscal year: YYYY-YYYY, such as 2025-2026')),
  invoiceDateFrom: date,
  invoiceDateTo: date,
  dueDateFrom: date,
  dueDateTo: date,
  issueDateFrom: date,
  issueDateTo: date,
  openOnly: optional(z.boolean()),
  grandTotalMin: taka,
  grandTotalMax: taka,
  invoiceNumber: optional(text),
  mushakNumber: optional(text),
  text: optional(searched),
})

export type Filter = z.output<typeof filter>
