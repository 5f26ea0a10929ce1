import type { APIGatewayProxyEvent } from 'aws-lambda'
import type { LocalDate } from '../../../domain/calendar/dates.ts'
import type { Result } from '../../../domain/decision.ts'
import { readReportDay, readReportPeriod } from '../../../domain/report/period.ts'
import { hasSubForm, type SubFormNote, subFormNotes } from '../../../domain/report/sub-form.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import type { Operation } from '../../../infra/auth/permissions.ts'
import { invalidInput } from '../../../infra/http/http-error.ts'
import { oneOf, requireKnownParameters } from '../../../infra/http/request.ts'
import { shorten } from '../../../infra/observability/shorten.ts'
import type { CsvFile } from './csv-file.ts'
import { agedReceivablesFile } from './files/aged-receivables.ts'
import { highValueInvoicesFile } from './files/high-value-invoices.ts'
import { salesBookFile } from './files/sales-book.ts'
import { vatReturnFile } from './files/vat-return.ts'
import { vatReturnSubFormFile } from './files/vat-return-sub-form.ts'
import { refusedReport, unknownReport } from './report-error.ts'

/** A report that a request asks for: the name of its file without `.csv`, and how the file is made. */
export type WantedReport = Readonly<{ fileName: string; file: CsvFile }>

type Query = ReturnType<typeof requireKnownParameters>

type Report = Readonly<{
  operation: Operation
  parameters: readonly string[]
  read(query: Query, today: LocalDate): WantedReport
}>

/** A report of a period that has no other parameter. */
const ofPeriod = (name: string, operation: Operation, fileOf: (period: Period) => CsvFile): Report => ({
  operation,
  parameters: ['from', 'to'],
  read: (query, today) => {
    const period = periodIn(query, today)
    return { fileName: `${name}-${period.from}-${period.to}`, file: fileOf(period) }
  },
})

const reports: Readonly<Record<string, Report>> = {
  'sales-book': ofPeriod('sales-book', 'salesBook', salesBookFile),
  'vat-return': ofPeriod('vat-return', 'vatReturn', vatReturnFile),
  'vat-return-sub-form': {
    operation: 'vatReturnSubForm',
    parameters: ['from', 'to', 'note'],
    read: (query, today) => {
      const [period, note] = [periodIn(query, today), noteIn(query)]
      const fileName = `vat-return-note-${note}-${period.from}-${period.to}`
      return { fileName, file: vatReturnSubFormFile(period, note) }
    },
  },
  'high-value-invoices': ofPeriod('high-value-invoices', 'highValueInvoices', highValueInvoicesFile),
  'aged-receivables': {
    operation: 'agedReceivables',
    parameters: ['on'],
    read: (query, today) => {
      const on = accepted(readReportDay(only(query, 'on', 'the day, such as 2026-07-31'), today))
      return { fileName: `aged-receivables-${on}`, file: agedReceivablesFile(on) }
    },
  },
}

/** The operation that whoever wants the report must be allowed. All reports need one permission. */
export const operationOf = ({ pathParameters }: APIGatewayProxyEvent): Operation =>
  reportOf(pathParameters?.report)?.operation ?? 'vatReturn'

/**
 * Returns which report the request asks for. `today` is the date in Dhaka.
 * @throws HttpError when there is no such report (404), or when a parameter is not known, missing or not
 * allowed (400)
 */
export const wantedReport = (event: APIGatewayProxyEvent, today: LocalDate): WantedReport => {
  const name = event.pathParameters?.report
  const report = reportOf(name)
  if (report === undefined) throw unknownReport(shorten(name ?? '', 60), Object.keys(reports))
  const query = requireKnownParameters(event, [...report.parameters, 'format'])
  oneOf('format', ['csv'], query.format)
  return report.read(query, today)
}

const reportOf = (name = ''): Report | undefined => (Object.hasOwn(reports, name) ? reports[name] : undefined)

const periodIn = (query: Query, today: LocalDate): Period => {
  const from = only(query, 'from', 'the first day, such as 2026-07-01')
  const to = only(query, 'to', 'the last day, such as 2026-07-31')
  return accepted(readReportPeriod({ from, to }, today))
}

const noteIn = (query: Query): SubFormNote => {
  const note = Number(only(query, 'note', `one of ${subFormNotes.join(', ')}`))
  if (!hasSubForm(note)) throw invalidInput('note', `give one of ${subFormNotes.join(', ')}`)
  return note
}

const longestValue = 64

const only = (query: Query, name: string, expected: string): string => {
  const [value, ...others] = query[name] ?? []
  if (value === undefined || others.length > 0) throw invalidInput(name, `give it once: ${expected}`)
  if (value.length > longestValue) throw invalidInput(name, `is too long: give ${expected}`)
  return value
}

const accepted = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw refusedReport(result.refusal)
  return result.value
}
