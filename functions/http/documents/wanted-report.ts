import type { APIGatewayProxyEvent } from 'aws-lambda'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { type Language, languages } from '../../../domain/document/form.ts'
import { readReportPeriod } from '../../../domain/report/period.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import { HttpError, invalidInput } from '../../../infra/http/http-error.ts'
import { oneOf, requireKnownParameters } from '../../../infra/http/request.ts'
import { shorten } from '../../../infra/observability/shorten.ts'
import { unknownReport } from './document-error.ts'
import { requirePdfAccepted } from './request.ts'

export const reports = ['sales-book', 'high-value-invoices', 'vat-return'] as const
type ReportName = (typeof reports)[number]

export type WantedReport = Readonly<{ report: ReportName; period: Period; lang: Language }>

/**
 * Returns which report the request asks for.
 * @throws HttpError when there is no such report (404), when a parameter is not known, missing or not allowed
 * (400), or when the request does not accept a PDF (406)
 */
export const wantedReport = (event: APIGatewayProxyEvent): WantedReport => {
  requirePdfAccepted(event)
  const name = event.pathParameters?.report ?? ''
  const report = reports.find((one) => one === name)
  if (report === undefined) throw unknownReport(shorten(name, 60), reports)
  const query = requireKnownParameters(event, ['from', 'to', 'lang'])
  const dates = { from: oneDate('from', query.from), to: oneDate('to', query.to) }
  const period = readReportPeriod(dates, dhakaDate(new Date().toISOString()))
  if (!period.ok) throw new HttpError(400, period.refusal)
  return { report, period: period.value, lang: oneOf('lang', languages, query.lang) }
}

const longestDate = 40

const oneDate = (name: string, values: readonly string[] | undefined): string => {
  const [date, another] = values ?? []
  if (date === undefined || another !== undefined || date.length > longestDate)
    throw invalidInput(name, 'give one date, such as 2026-07-01')
  return date
}
