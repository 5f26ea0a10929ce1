import type { Fragment } from 'postgres'
import type { InvoiceStatus } from '../../../domain/invoice/status.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { Filter } from './filter.ts'

/** The conditions of a filter, joined by "and"; "true" when nothing is asked for. */
export const conditions = (sql: Queries, filter: Filter, today: string): Fragment => {
  const given: (Fragment | false)[] = [
    !!filter.status?.length && statusIs(sql, filter.status, today),
    isGiven(filter.customerId) && sql`"customerId" = ${filter.customerId}`,
    isGiven(filter.vendorId) && sql`"vendorId" = ${filter.vendorId}`,
    isGiven(filter.fiscalYear) && sql`"fiscalYear" = ${filter.fiscalYear}`,
    isGiven(filter.invoiceDateFrom) && sql`"invoiceDate" >= ${filter.invoiceDateFrom}::date`,
    isGiven(filter.invoiceDateTo) && sql`"invoiceDate" <= ${filter.invoiceDateTo}::date`,
    isGiven(filter.dueDateFrom) && sql`"dueDate" >= ${filter.dueDateFrom}::date`,
    isGiven(filter.dueDateTo) && sql`"dueDate" <= ${filter.dueDateTo}::date`,
    isGiven(filter.issueDateFrom) && sql`"issueDate" >= ${filter.issueDateFrom}::date`,
    isGiven(filter.issueDateTo) && sql`"issueDate" <= ${filter.issueDateTo}::date`,
    filter.openOnly === true && sql`status in ('APPROVED', 'PARTIALLY_PAID')`,
    isGiven(filter.grandTotalMin) && sql`"grandTotal" >= ${filter.grandTotalMin}::numeric`,
    isGiven(filter.grandTotalMax) && sql`"grandTotal" <= ${filter.grandTotalMax}::numeric`,
    isGiven(filter.invoiceNumber) && sql`"invoiceNumber" = ${filter.invoiceNumber.trim()}`,
    isGiven(filter.mushakNumber) && sql`"mushakNumber" = ${filter.mushakNumber.trim()}`,
    isGiven(filter.text) && sql`"searchText" like ${`%${likeText(filter.text)}%`}`,
  ]
  return given.filter((condition) => condition !== false).reduce((joined, condition) => sql`${joined} and ${condition}`, sql`true`)
}

const isGiven = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined

/** The read model's search text is in small letters; what the searcher wrote is no pattern. */
const likeText = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')

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
