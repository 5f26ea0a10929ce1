import type { Instant, LocalDate } from '../calendar/dates.ts'
import { quantity, taka } from '../money/poisha.ts'
import type { LegalSeries } from '../numbering/documents.ts'
import type { ColumnGroup, Language, PrintedReport } from './form.ts'
import { dash, withRunningTotals } from './frame.ts'
import {
  columnsOf,
  type Reported,
  type ReportTexts,
  registrationOf,
  reportFrame,
  reportTextsIn,
  rowsOrNothing,
  shortened,
  shortenedOrDash,
} from './report-frame.ts'

/** A line of the book. Amounts and quantity are decimals, and negative for a credit note. */
export type BookLine = Readonly<{
  kind: LegalSeries
  number: string
  originalNumber: string | null
  issuedAt: Instant
  issuedOn: LocalDate
  buyerName: string | null
  buyerAddress: string | null
  buyerBin: string | null
  buyerNid: string | null
  description: string
  unit: string | null
  quantity: string | null
  value: string
  supplementaryDuty: string
  vat: string
}>

/**
 * What the Mushak-6.2 of a period prints (Rule 40): its columns 1, 2, 9 to 18 and 21. The others are of stock
 * and production, which this service does not keep; the columns that are printed keep their numbers.
 */
export const salesBookForm = (
  reported: Reported,
  lines: readonly BookLine[],
  lang: Language,
): PrintedReport => {
  const texts = reportTextsIn(lang)
  const rows = withRunningTotals(
    lines.map((line, index) => ({ cells: cellsOf(line, index + 1, texts), amounts: amountsOf(line) })),
    texts,
  )
  return {
    ...reportFrame('6.2', reported, texts),
    columns: columnsOf(texts.report.salesBookColumns, alignment),
    columnGroups: groupsOf(texts),
    rows: rowsOrNothing(rows, texts),
    totals: { label: texts.report.total, cells: rows.at(-1)?.runningTotals ?? totalsOfNothing(texts) },
  }
}

const alignment = [
  ...(['center', 'center', 'left', 'left', 'whole', 'whole', 'center', 'left'] as const),
  ...(['right', 'right', 'right', 'right', 'center'] as const),
]

const groupsOf = ({ report: { salesBookGroups } }: ReportTexts): readonly ColumnGroup[] => [
  { heading: salesBookGroups.buyer, first: 2, last: 4 },
  { heading: salesBookGroups.document, first: 5, last: 6 },
  { heading: salesBookGroups.supply, first: 7, last: 11 },
]

/** The amounts of columns 16 to 18, which have totals. */
const amountsOf = ({ value, supplementaryDuty, vat }: BookLine) => [
  ...Array<null>(9).fill(null),
  ...[taka(value), taka(supplementaryDuty), taka(vat), null],
]

const totalsOfNothing = ({ figures }: ReportTexts): readonly string[] => {
  const none = figures.amount(taka('0'))
  return [...Array<string>(9).fill(''), none, none, none, '']
}

/** So many characters of a text are printed, in columns of some 12 characters. */
const most = { name: 60, address: 90, description: 120, unit: 20 } as const

const cellsOf = (line: BookLine, position: number, texts: ReportTexts): readonly string[] => {
  const { figures, report } = texts
  const date = figures.day(line.issuedOn)
  return [
    figures.count(position),
    date,
    shortenedOrDash(line.buyerName, most.name),
    shortenedOrDash(line.buyerAddress, most.address),
    registrationOf(line),
    // A note names the invoice that it corrects.
    line.originalNumber === null ? line.number : `${line.number}\n${report.ofInvoice}${line.originalNumber}`,
    date,
    shortened(line.description, most.description),
    quantityOf(line, texts),
    figures.amount(taka(line.value)),
    figures.amount(taka(line.supplementaryDuty)),
    figures.amount(taka(line.vat)),
    report.remarks[line.kind],
  ]
}

const quantityOf = ({ quantity: text, unit }: BookLine, { figures }: ReportTexts): string => {
  if (text === null) return dash
  const amount = figures.quantity(quantity(text))
  return unit === null ? amount : `${amount} ${shortened(unit, most.unit)}`
}
