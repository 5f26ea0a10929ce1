import type { Fragment } from 'postgres'
import { daysOfFiscalYear } from '../../../domain/calendar/fiscal-year.ts'
import type { InvoiceStatus } from '../../../domain/invoice/status.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { Filter } from './filter.ts'

/** A filter of a tenant's list, and the Dhaka date of the reader, which OVERDUE follows from. */
export type Wanted = { tenantId: string; filter: Filter; today: string }

/** The conditions of a filter on the table of invoices, joined by "and"; "true" when nothing is asked for. All but the text. */
export const conditions = (sql: Queries, wanted: Wanted): Fragment => {
  const { customerId, vendorId } = wanted.filter
  return all(sql, [
    narrowConditions(sql, wanted),
    customerId !== undefined && sql`"customerId" = ${customerId}`,
    vendorId !== undefined && sql`"vendorId" = ${vendorId}`,
    hasNumber(wanted.filter) && numberIs(sql, wanted),
  ])
}

/** Those on columns that the table of the search has too. */
export const narrowConditions = (sql: Queries, { filter, today }: Wanted): Fragment =>
  all(sql, [
    filter.status !== undefined && statusIs(sql, filter.status, today),
    filter.fiscalYear !== undefined && fiscalYearIs(sql, filter.fiscalYear),
    filter.invoiceDateFrom !== undefined && sql`"invoiceDate" >= ${filter.invoiceDateFrom}::date`,
    filter.invoiceDateTo !== undefined && sql`"invoiceDate" <= ${filter.invoiceDateTo}::date`,
    filter.dueDateFrom !== undefined && sql`"dueDate" >= ${filter.dueDateFrom}::date`,
    filter.dueDateTo !== undefined && sql`"dueDate" <= ${filter.dueDateTo}::date`,
    filter.issueDateFrom !== undefined && sql`"issueDate" >= ${filter.issueDateFrom}::date`,
    filter.issueDateTo !== undefined && sql`"issueDate" <= ${filter.issueDateTo}::date`,
    filter.openOnly === true && sql`status in ('APPROVED', 'PARTIALLY_PAID')`,
    filter.grandTotalMin !== undefined && sql`"grandTotal" >= ${filter.grandTotalMin}::numeric`,
    filter.grandTotalMax !== undefined && sql`"grandTotal" <= ${filter.grandTotalMax}::numeric`,
  ])

export const hasNumber = (filter: Filter): boolean =>
  filter.invoiceNumber !== undefined || filter.mushakNumber !== undefined

export const numberIs = (sql: Queries, { tenantId, filter }: Wanted): Fragment =>
  all(sql, [
    filter.invoiceNumber !== undefined &&
      sql`("tenantId", "invoiceNumber") = (${tenantId}, ${filter.invoiceNumber})`,
    filter.mushakNumber !== undefined && sql`"mushakNumber" = ${filter.mushakNumber}`,
  ])

export const all = (sql: Queries, given: readonly (Fragment | false)[]): Fragment =>
  given
    .filter((condition) => condition !== false)
    .reduce((joined, condition) => sql`${joined} and ${condition}`, sql`true`)

/** As the days that it has: it follows from the invoice date, which the indexes of the list hold already. */
const fiscalYearIs = (sql: Queries, fiscalYear: string): Fragment => {
  const days = daysOfFiscalYear(fiscalYear)
  return days ? sql`"invoiceDate" between ${days.from}::date and ${days.to}::date` : sql`false`
}

/**
 * The twin of the domain's rule for OVERDUE: the stored status knows no dates, and an open invoice is called overdue from the
 * day after its due date on.
 */
const statusIs = (sql: Queries, asked: readonly InvoiceStatus[], today: string): Fragment => {
  const open = ['APPROVED', 'PARTIALLY_PAID'] as const
  const notDue = open.filter((status) => asked.includes(status))
  const dateless = asked.filter((status) => status !== 'OVERDUE' && !open.some((one) => one === status))
  const ways = [
    dateless.length > 0 && sql`status = any(${dateless}::text[])`,
    notDue.length > 0 && sql`(status = any(${notDue}::text[]) and "dueDate" >= ${today}::date)`,
    asked.includes('OVERDUE') && sql`(status = any(${open}::text[]) and "dueDate" < ${today}::date)`,
  ].filter((way) => way !== false)
  return sql`(${ways.reduce((joined, way) => sql`${joined} or ${way}`)})`
}
