import type { LocalDate } from '../calendar/dates.ts'
import { add, taka } from '../money/poisha.ts'
import type { ColumnGroup, Language, PrintedReport } from './form.ts'
import { withRunningTotals } from './frame.ts'
import {
  columnsOf,
  type Reported,
  type ReportTexts,
  registrationOf,
  reportFrame,
  reportTextsIn,
  rowsOrNothing,
  shortenedOrDash,
} from './report-frame.ts'

/** An invoice above the threshold, as it was issued. Amounts are decimals. */
export type LargeInvoice = Readonly<{
  number: string
  issuedOn: LocalDate
  buyerName: string | null
  buyerAddress: string | null
  buyerBin: string | null
  buyerNid: string | null
  value: string
  supplementaryDuty: string
  vat: string
}>

/**
 * What the part on sales of the Mushak-6.10 of a period prints (Rule 42). Its column 4 is printed in four
 * parts, because the law leaves open which of the values it means.
 */
export const highValueForm = (
  reported: Reported,
  invoices: readonly LargeInvoice[],
  lang: Language,
): PrintedReport => {
  const texts = reportTextsIn(lang)
  const { report, figures } = texts
  const rows = withRunningTotals(
    invoices.map((invoice, index) => ({
      cells: cellsOf(invoice, index + 1, texts),
      amounts: [null, null, null, ...amountsOf(invoice), null, null, null],
    })),
    texts,
  )
  const none = figures.amount(taka('0'))
  return {
    ...reportFrame('6.10', reported, texts),
    columns: columnsOf(report.highValueColumns, alignment),
    columnGroups: groupsOf(texts),
    rows: rowsOrNothing(rows, texts),
    totals: {
      label: report.total,
      cells: rows.at(-1)?.runningTotals ?? ['', '', '', none, none, none, none, '', '', ''],
    },
  }
}

const alignment = [
  ...(['center', 'whole', 'center', 'right', 'right', 'right', 'right'] as const),
  ...(['left', 'left', 'whole'] as const),
]

const groupsOf = ({ report }: ReportTexts): readonly ColumnGroup[] => [
  { heading: report.highValueGroup, first: 3, last: 6 },
]

const amountsOf = (invoice: LargeInvoice) => {
  const value = taka(invoice.value)
  const supplementaryDuty = taka(invoice.supplementaryDuty)
  const vat = taka(invoice.vat)
  return [value, supplementaryDuty, vat, add(value, supplementaryDuty, vat)]
}

const cellsOf = (invoice: LargeInvoice, position: number, { figures }: ReportTexts): readonly string[] => [
  figures.count(position),
  invoice.number,
  figures.day(invoice.issuedOn),
  ...amountsOf(invoice).map(figures.amount),
  shortenedOrDash(invoice.buyerName, 60),
  shortenedOrDash(invoice.buyerAddress, 120),
  registrationOf(invoice),
]
