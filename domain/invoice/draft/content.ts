import { type LocalDate, readDate } from '../../calendar/dates.ts'
import { fiscalYearOf } from '../../calendar/fiscal-year.ts'
import { accepted, allOf, type Result, refused } from '../../decision.ts'
import { actInForce } from '../../tax/codes/history.ts'
import { totalsOf } from '../../tax/totals.ts'
import { bytesOfJson } from '../../text/json-bytes.ts'
import { readOptionalText } from '../../text/read.ts'
import type { ContentData } from '../event-shapes.ts'
import { lineData } from '../figures.ts'
import type { Party } from '../state.ts'
import type { CreateInput, LineInput } from './input.ts'
import type { PlaceOfIssue } from './place.ts'
import { type LinesSoFar, readLines } from './read-lines.ts'
import { warningsOn } from './warnings.ts'

/** The fields of a draft apart from its parties and lines. */
type Heading = Pick<CreateInput, 'invoiceDate' | 'dueDate' | 'destination' | 'vehicle' | 'challanNumber'>

/** Seller, place of issue and buyer, each read from input or refused. */
type Parties = Readonly<{ seller: Result<Party>; issue: Result<PlaceOfIssue>; buyer: Result<Party> }>

/**
 * Reads the whole content of a draft: its dates are checked, and its lines are taxed at the rates of the
 * invoice date. No date of a tax invoice is before the day on which the Act came into force.
 */
export const readContent = (
  heading: Heading,
  parties: Parties,
  lineItems: readonly LineInput[],
  soFar: LinesSoFar,
): Result<ContentData> => {
  const invoiceDate = readDate(heading.invoiceDate, 'input.invoiceDate', actInForce)
  const read = allOf({
    ...parties,
    invoiceDate,
    dueDate: readDueDate(heading.dueDate, invoiceDate),
    destination: readOptionalText(heading.destination, 'input.destination'),
    vehicle: readOptionalText(heading.vehicle, 'input.vehicle'),
    challanNumber: readOptionalText(heading.challanNumber, 'input.challanNumber'),
    // Without an invoice date no rates are in force, and every line would be refused for it.
    lines: invoiceDate.ok ? readLines(lineItems, soFar, invoiceDate.value) : accepted([]),
  })
  if (!read.ok) return read
  const { lines, issue, ...rest } = read.value
  return withinMaxBytes({
    ...rest,
    ...issue,
    fiscalYear: fiscalYearOf(rest.invoiceDate),
    lines: lines.map(lineData),
    warnings: warningsOn({ ...rest, lines, totals: totalsOf(lines) }),
  })
}

/**
 * As JSON in UTF-8. Every reader of an invoice, and every page of a list, loads this much. Before the limit
 * an event could have 1 MB, and a page of 20 such drafts did not fit into a response.
 */
const maxContentBytes = 256 * 1024

const withinMaxBytes = (content: ContentData): Result<ContentData> => {
  const bytes = bytesOfJson(content)
  return bytes <= maxContentBytes
    ? accepted(content)
    : refused('INVOICE_TOO_LARGE', { bytes, most: maxContentBytes }, 'input.lineItems')
}

const readDueDate = (text: string, invoiceDate: Result<LocalDate>): Result<LocalDate> => {
  const read = readDate(text, 'input.dueDate', actInForce)
  if (!read.ok || !invoiceDate.ok || read.value >= invoiceDate.value) return read
  const params = { dueDate: read.value, invoiceDate: invoiceDate.value }
  return refused('DUE_BEFORE_INVOICE_DATE', params, 'input.dueDate')
}
