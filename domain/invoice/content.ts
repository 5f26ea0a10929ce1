import { readDate } from '../calendar/dates.ts'
import { fiscalYearOf } from '../calendar/fiscal-year.ts'
import { accepted, allOf, type Result, refused } from '../decision.ts'
import { totalsOf } from '../tax/totals.ts'
import { readOptionalText } from '../text/read.ts'
import type { ContentData } from './events.ts'
import { lineData } from './figures.ts'
import type { CreateInput, LineInput } from './input.ts'
import { type LinesOf, readLines } from './lines.ts'
import type { Party } from './state.ts'
import { warningsOn } from './warnings.ts'

/** What a draft says beside its parties and lines. */
export type Heading = Pick<CreateInput, 'invoiceDate' | 'dueDate' | 'destination' | 'vehicle' | 'challanNumber'>

/** The whole content of a draft, its dates checked, its lines taxed at the rates of the invoice date. */
export const contentOf = (
  heading: Heading,
  parties: Readonly<{ seller: Party; buyer: Party }>,
  lineItems: readonly LineInput[],
  standing: Omit<LinesOf, 'invoiceDate'>,
): Result<ContentData> => {
  const read = allOf({
    invoiceDate: readDate(heading.invoiceDate, 'input.invoiceDate'),
    dueDate: readDate(heading.dueDate, 'input.dueDate'),
    destination: readOptionalText(heading.destination, 'input.destination'),
    vehicle: readOptionalText(heading.vehicle, 'input.vehicle'),
    challanNumber: readOptionalText(heading.challanNumber, 'input.challanNumber'),
  })
  if (!read.ok) return read
  const { invoiceDate, dueDate } = read.value
  if (dueDate < invoiceDate) return refused('DUE_BEFORE_INVOICE_DATE', { dueDate, invoiceDate }, 'input.dueDate')
  const lines = readLines(lineItems, { ...standing, invoiceDate })
  if (!lines.ok) return lines
  const { grandTotal } = totalsOf(lines.value)
  return accepted({
    ...read.value,
    fiscalYear: fiscalYearOf(invoiceDate),
    ...parties,
    lines: lines.value.map(lineData),
    warnings: warningsOn({ invoiceDate, buyer: parties.buyer, grandTotal }),
  })
}
