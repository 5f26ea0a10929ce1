import type { Instant } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import { type FiscalYear, fiscalYearOf } from '../calendar/fiscal-year.ts'
import { integer, oneOf, record, text, type ValueOf } from '../event/fields.ts'

/** The three legal series: Mushak-6.3 tax invoices, 6.7 credit notes, 6.8 debit notes. */
export type LegalSeries = '6.3' | '6.7' | '6.8'

/**
 * A legal register as a decision read it: its series, the fiscal year of the decision, and the revision of
 * its last event (-1 when it is empty).
 */
export const registerField = record({
  series: oneOf('6.3', '6.7', '6.8'),
  fiscalYear: text,
  revision: integer,
})
export type RegisterHead = ValueOf<typeof registerField>

/** The fiscal year of the register that numbers a document decided at this instant. */
export const registerYear = (decidedAt: Instant): FiscalYear => fiscalYearOf(dhakaDate(decidedAt))
