import type { PrintedReport } from '../../../domain/document/form.ts'
import { highValueForm } from '../../../domain/document/high-value-invoices.ts'
import type { Reported } from '../../../domain/document/report-frame.ts'
import { salesBookForm } from '../../../domain/document/sales-book.ts'
import { type SubFormTotals, subFormTotals, vatReturnForm } from '../../../domain/document/vat-return.ts'
import { type SubFormNote, subFormNotes } from '../../../domain/report/sub-form.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { readCoverage } from '../../read-model/ledger/coverage.ts'
import { readHighValueInvoices } from '../../read-model/ledger/high-value.ts'
import { readIssuingPlaces } from '../../read-model/ledger/places.ts'
import { readSalesBook } from '../../read-model/ledger/sales-book.ts'
import { readSubForm } from '../../read-model/ledger/sub-form.ts'
import { readVatReturn } from '../../read-model/ledger/vat-return.ts'
import { reportTooLong } from './document-error.ts'
import type { WantedReport } from './wanted-report.ts'

/** So many usual rows take 2 s of a processor and 88 pages. */
export const maxRows = 2_000
/**
 * So many characters of the most expensive kind, each with an outline of its own in the file, take 5 s, 0.9
 * GB and 3.7 MB. Usual rows have 175 characters.
 */
const maxCharacters = 450_000

/** A report, as soon as the seller is known. */
type Content = (reported: Reported) => PrintedReport

/**
 * Reads a report and what it covers, in the transaction of the answer.
 * @throws HttpError when the report has too many rows; its `formOf` when they have too many characters (400)
 */
export const readReport = async (sql: Queries, wanted: WantedReport) => {
  const [coverage, places, formOf] = await Promise.all([
    readCoverage(sql, wanted.period),
    readIssuingPlaces(sql, wanted.period),
    readContent(sql, wanted),
  ])
  const limitedFormOf: Content = (reported) => requireFewCharacters(formOf(reported), wanted.report)
  return { ...coverage, places, formOf: limitedFormOf }
}

const requireFewCharacters = (form: PrintedReport, report: WantedReport['report']): PrintedReport => {
  let characters = 0
  for (const { cells } of form.rows) for (const cell of cells) characters += cell.length
  if (characters > maxCharacters) throw reportTooLong(report, maxCharacters, 'characters')
  return form
}

const readContent = async (sql: Queries, { report, period, lang }: WantedReport): Promise<Content> => {
  const page = { after: null, limit: maxRows + 1 }
  switch (report) {
    case 'sales-book': {
      const lines = requireFew(await readSalesBook(sql, period, page), report)
      return (reported) => salesBookForm(reported, lines, lang)
    }
    case 'high-value-invoices': {
      const invoices = requireFew(await readHighValueInvoices(sql, period, page), report)
      return (reported) => highValueForm(reported, invoices, lang)
    }
    case 'vat-return': {
      const [{ figures }, subForms] = await Promise.all([
        readVatReturn(sql, period),
        readSubForms(sql, period),
      ])
      return (reported) => vatReturnForm(reported, { figures, subForms }, lang)
    }
  }
}

const requireFew = <Row>(rows: readonly Row[], report: WantedReport['report']): readonly Row[] => {
  if (rows.length > maxRows) throw reportTooLong(report, maxRows, 'rows')
  return rows
}

/** Of a longer sub-form the print says that it is longer. */
const maxSubFormRows = 1_000

const readSubForms = async (sql: Queries, period: Period) => {
  const totals = subFormNotes.map(async (note): Promise<[SubFormNote, SubFormTotals]> => {
    const rows = await readSubForm(sql, period, note, { after: null, limit: maxSubFormRows + 1 })
    return [note, subFormTotals(rows, maxSubFormRows)]
  })
  return Object.fromEntries(await Promise.all(totals)) as Record<SubFormNote, SubFormTotals>
}
