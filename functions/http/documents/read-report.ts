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
import { tooManyRows } from './document-error.ts'
import type { WantedReport } from './wanted-report.ts'

/** More rows need more time than API Gateway has, and more paper than anybody reads. */
export const mostRows = 2_000

/** A report, as soon as the seller is known. */
type Content = (reported: Reported) => PrintedReport

/**
 * Reads a report and what it covers, in the transaction of the answer.
 * @throws HttpError when the report has too many rows (400)
 */
export const readReport = async (sql: Queries, wanted: WantedReport) => {
  const [coverage, places, formOf] = await Promise.all([
    readCoverage(sql, wanted.period),
    readIssuingPlaces(sql, wanted.period),
    readContent(sql, wanted),
  ])
  return { ...coverage, places, formOf }
}

const readContent = async (sql: Queries, { report, period, lang }: WantedReport): Promise<Content> => {
  const page = { after: null, limit: mostRows + 1 }
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
      const [figures, subForms] = await Promise.all([readVatReturn(sql, period), readSubForms(sql, period)])
      return (reported) => vatReturnForm(reported, { figures, subForms }, lang)
    }
  }
}

const requireFew = <Row>(rows: readonly Row[], report: WantedReport['report']): readonly Row[] => {
  if (rows.length > mostRows) throw tooManyRows(report, mostRows)
  return rows
}

/** Of a longer sub-form the print says that it is longer. */
const mostSubFormRows = 1_000

const readSubForms = async (sql: Queries, period: Period) => {
  const totals = subFormNotes.map(async (note): Promise<[SubFormNote, SubFormTotals]> => {
    const rows = await readSubForm(sql, period, note, { after: null, limit: mostSubFormRows + 1 })
    return [note, subFormTotals(rows, mostSubFormRows)]
  })
  return Object.fromEntries(await Promise.all(totals)) as Record<SubFormNote, SubFormTotals>
}
