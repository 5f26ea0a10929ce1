import type { APIGatewayProxyEvent } from 'aws-lambda'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { type Language, languages } from '../../../domain/document/form.ts'
import { readReportPeriod } from '../../../domain/report/period.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import { HttpError, invalidInput } from '../../../infra/http/http-error.ts'
import { oneOf, requireKnownParameters } from '../../../infra/http/request.ts'
import { requirePdfAccepted } from './request.ts'

export const reports = ['sales-book', 'high-value-invoices', 'vat-return'] as const
export type Report = (typeof reports)[number]

export type WantedReport = Readonly<{ report: Report; period: Period; lang: Language }>

/**
 * Returns which report the request asks for.
 * @throws HttpError when a part of its address is none of those that are allowed (400), or when it does not
 * accept a PDF (406)
 */
export const wantedReport = (event: APIGatewayProxyEvent): WantedReport => {
  requirePdfAccepted(event)
  const query = requireKnownParameters(event, ['from', 'to', 'lang'])
  const report = oneOf('report', reports, [event.pathParameters?.report ?? ''])
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
