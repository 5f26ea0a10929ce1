import { type LocalDate, readDate } from '../../calendar/dates.ts'
import { fiscalYearOf } from '../../calendar/fiscal-year.ts'
import { accepted, allOf, type Result, refused } from '../../decision.ts'
import { totalsOf } from '../../tax/totals.ts'
import { readOptionalText } from '../../text/read.ts'
import type { ContentData } from '../event-shapes.ts'
import { lineData } from '../figures.ts'
import type { Party } from '../state.ts'
import type { CreateInput, LineInput } from './input.ts'
import { type LinesOf, readLines } from './lines.ts'
import { warningsOn } from './warnings.ts'

/** What a draft says beside its parties and lines. */
export type Heading = Pick<
  CreateInput,
  'invoiceDate' | 'dueDate' | 'destination' | 'vehicle' | 'challanNumber'
>

/** Seller and buyer as they were read. */
export type Parties = Readonly<{ seller: Result<Party>; buyer: Result<Party> }>

/** The whole content of a draft, its dates checked, its lines taxed at the rates of the invoice date. */
export const contentOf = (
  heading: Heading,
  parties: Parties,
  lineItems: readonly LineInput[],
  standing: Omit<LinesOf, 'invoiceDate'>,
): Result<ContentData> => {
  const invoiceDate = readDate(heading.invoiceDate, 'input.invoiceDate')
  const read = allOf({
    ...parties,
    invoiceDate,
    dueDate: readDueDate(heading.dueDate, invoiceDate),
    destination: readOptionalText(heading.destination, 'input.destination'),
    vehicle: readOptionalText(heading.vehicle, 'input.vehicle'),
    challanNumber: readOptionalText(heading.challanNumber, 'input.challanNumber'),
    // Without a date there are no rates to read lines by.
    lines: invoiceDate.ok
      ? readLines(lineItems, { ...standing, invoiceDate: invoiceDate.value })
      : accepted([]),
  })
  if (!read.ok) return read
  const { lines, ...rest } = read.value
  const { grandTotal } = totalsOf(lines)
  return accepted({
    ...rest,
    fiscalYear: fiscalYearOf(rest.invoiceDate),
    lines: lines.map(lineData),
    warnings: warningsOn({ ...rest, grandTotal }),
  })
}

const readDueDate = (text: string, invoiceDate: Result<LocalDate>): Result<LocalDate> => {
  const read = readDate(text, 'input.dueDate')
  if (!read.ok || !invoiceDate.ok || read.value >= invoiceDate.value) return read
  return refused(
    'DUE_BEFORE_INVOICE_DATE',
    { dueDate: read.value, invoiceDate: invoiceDate.value },
    'input.dueDate',
  )
}
