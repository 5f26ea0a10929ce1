import * as z from 'zod'
import { isLocalDate } from '../../../domain/calendar/dates.ts'
import { invoiceStatuses } from '../../../domain/invoice/status.ts'
import { readFixed } from '../../../domain/money/fixed.ts'
import { places } from '../../../domain/money/poisha.ts'
import { optional, text } from '../../inputs/fields.ts'

const date = optional(z.string().refine(isLocalDate, 'is not a date of the calendar: YYYY-MM-DD'))
const taka = optional(z.string().refine((given) => readFixed(given, places.taka).ok, 'is not an amount in taka: at most 2 decimals'))

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
  text: optional(text.max(200, 'is too long to search for: at most 200 characters')),
})

export type Filter = z.output<typeof filter>
