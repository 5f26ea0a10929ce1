import type { Fragment } from 'postgres'
import { daysOfFiscalYear } from '../../../domain/calendar/fiscal-year.ts'
import type { CertificateKind } from '../../../domain/invoice/payments/expected-certificates.ts'
import { type InvoiceStatus, openStatuses } from '../../../domain/invoice/status.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { Column } from '../../read-model/rows/invoice-row.ts'
import { invoiceNumberIs, legalNumberIs, noteNumberIs } from '../../read-model/rows/number-conditions.ts'
import { searchQuery } from '../../read-model/search/search-query.ts'
import type { Filter } from './filter.ts'
import type { SortColumn } from './order.ts'

/** The invoices of a tenant that match a filter. OVERDUE depends on `today`, the reader's date in Dhaka. */
export type Selection = { tenantId: string; filter: Filter; today: string }

/** The conditions of a filter on the table `invoices`, all but its text; "true" when there are none. */
export const conditions = (sql: Queries, selection: Selection): Fragment => {
  const { customerId, vendorId } = selection.filter
  return conjunction(sql, [
    sharedConditions(sql, selection),
    customerId !== undefined && sql`"customerId" = ${customerId}`,
    vendorId !== undefined && sql`"vendorId" = ${vendorId}`,
    hasNumber(selection.filter) && numberIs(sql, selection),
  ])
}

/**
 * The same, with the id of the tenant where an index helps that begins with it: those of customers, statuses,
 * years and invoice dates. The indexes of the orders do not contain it. What is open and not yet due is found
 * by the index of due dates.
 */
export const indexedConditions = (sql: Queries, selection: Selection): Fragment => {
  const { status, openOnly, customerId, fiscalYear, invoiceDateFrom, invoiceDateTo } = selection.filter
  const others = [openOnly, customerId, fiscalYear, invoiceDateFrom, invoiceDateTo].some(Boolean)
  const helps = others || (status !== undefined && !isDated(status, notDue))
  const found = conditions(sql, selection)
  return helps ? sql`"tenantId" = ${selection.tenantId} and ${found}` : found
}

/** The conditions on columns that `invoices` and `invoice_search` both have. */
const sharedConditions = (sql: Queries, selection: Selection): Fragment => {
  const { filter, today } = selection
  return conjunction(sql, [
    filter.status !== undefined && statusIs(sql, filter.status, today),
    filter.fiscalYear !== undefined && fiscalYearIs(sql, filter.fiscalYear),
    filter.invoiceDateFrom !== undefined && sql`"invoiceDate" >= ${filter.invoiceDateFrom}::date`,
    filter.invoiceDateTo !== undefined && sql`"invoiceDate" <= ${filter.invoiceDateTo}::date`,
    keyConditions(sql, 'dueDate', selection),
    filter.issueDateFrom !== undefined && sql`"issueDate" >= ${filter.issueDateFrom}::date`,
    filter.issueDateTo !== undefined && sql`"issueDate" <= ${filter.issueDateTo}::date`,
    filter.place !== undefined && sql`place = ${filter.place}`,
    filter.lacksCertificate !== undefined && sql`${sql(lackColumns[filter.lacksCertificate])}`,
    filter.openOnly === true && sql`status = any(${[...openStatuses]}::text[])`,
    keyConditions(sql, 'grandTotal', selection),
  ])
}

/** The conditions on a column that an order sorts by: the matches are between two places of its index. */
export const keyConditions = (sql: Queries, column: SortColumn, { filter, today }: Selection): Fragment => {
  switch (column) {
    case 'createdAt':
      return sql`true`
    case 'dueDate':
      return conjunction(sql, [
        filter.dueDateFrom !== undefined && sql`"dueDate" >= ${filter.dueDateFrom}::date`,
        filter.dueDateTo !== undefined && sql`"dueDate" <= ${filter.dueDateTo}::date`,
        isDated(filter.status, notDue) && sql`"dueDate" >= ${today}::date`,
        isDated(filter.status, overdue) && sql`"dueDate" < ${today}::date`,
      ])
    case 'grandTotal':
      return conjunction(sql, [
        filter.grandTotalMin !== undefined && sql`"grandTotal" >= ${filter.grandTotalMin}::numeric`,
        filter.grandTotalMax !== undefined && sql`"grandTotal" <= ${filter.grandTotalMax}::numeric`,
      ])
  }
}

/**
 * Where in its order the first match can be, by another field of the filter: no invoice is due before its
 * invoice date (DUE_BEFORE_INVOICE_DATE). The invoices of this year by due date are found at once, and not
 * behind those of all years before. Not a condition of the matches, which PostgreSQL would estimate too low.
 */
export const beginningOf = (sql: Queries, column: SortColumn, { filter }: Selection): Fragment => {
  const { invoiceDateFrom, fiscalYear } = filter
  const days = fiscalYear === undefined ? null : daysOfFiscalYear(fiscalYear)
  const first = [invoiceDateFrom, days?.from]
    .filter((date) => date !== undefined)
    .sort()
    .at(-1)
  return column === 'dueDate' && first !== undefined ? sql`and "dueDate" >= ${first}::date` : sql``
}

/** Whether all statuses of the filter are some of these, which one date divides. */
const isDated = (statuses: Filter['status'], some: readonly InvoiceStatus[]): boolean =>
  statuses?.every((status) => some.includes(status)) === true

const notDue: readonly InvoiceStatus[] = openStatuses
const overdue: readonly InvoiceStatus[] = ['OVERDUE']

const lackColumns = { VDS: 'lacksVds', TDS: 'lacksTds' } as const satisfies Record<CertificateKind, Column>

export const hasNumber = (filter: Filter): boolean =>
  filter.invoiceNumber !== undefined || filter.mushakNumber !== undefined || filter.noteNumber !== undefined

const numberIs = (sql: Queries, { tenantId, filter }: Selection): Fragment =>
  conjunction(sql, [
    filter.invoiceNumber !== undefined && invoiceNumberIs(sql, tenantId, filter.invoiceNumber),
    filter.mushakNumber !== undefined && legalNumberIs(sql, filter.mushakNumber),
    filter.noteNumber !== undefined && noteNumberIs(sql, filter.noteNumber),
  ])

const conjunction = (sql: Queries, parts: readonly (Fragment | false)[]): Fragment =>
  parts
    .filter((condition) => condition !== false)
    .reduce((joined, condition) => sql`${joined} and ${condition}`, sql`true`)

/** By the days of the year, because the indexes of the list contain only the invoice date. */
const fiscalYearIs = (sql: Queries, fiscalYear: string): Fragment => {
  const days = daysOfFiscalYear(fiscalYear)
  return days ? sql`"invoiceDate" between ${days.from}::date and ${days.to}::date` : sql`false`
}

/**
 * The domain's rule for OVERDUE in SQL: the stored status does not depend on the date, and an open invoice is
 * overdue from the day after its due date.
 */
const statusIs = (sql: Queries, statuses: readonly InvoiceStatus[], today: string): Fragment => {
  const notDue = openStatuses.filter((status) => statuses.includes(status))
  const dateless = statuses.filter(
    (status) => status !== 'OVERDUE' && !openStatuses.some((open) => open === status),
  )
  const alternatives = [
    dateless.length > 0 && sql`status = any(${dateless}::text[])`,
    notDue.length > 0 && sql`(status = any(${notDue}::text[]) and "dueDate" >= ${today}::date)`,
    statuses.includes('OVERDUE') &&
      sql`(status = any(${[...openStatuses]}::text[]) and "dueDate" < ${today}::date)`,
  ].filter((alternative) => alternative !== false)
  return sql`(${alternatives.reduce((joined, alternative) => sql`${joined} or ${alternative}`)})`
}

/**
 * The filter on the table of the search. Its index finds text, customer and vendor; the rest is checked row
 * by row.
 */
export const searchConditions = (sql: Queries, selection: Selection): Fragment => {
  const query = searchQuery(selection.filter)
  return conjunction(sql, [
    query !== '' && sql`lexemes @@ ${query}::text::tsquery`,
    sharedConditions(sql, selection),
    hasNumber(selection.filter) &&
      sql`id = any (array(select id::uuid from invoices where ${numberIs(sql, selection)}))`,
  ])
}

/** Whether indexes contain all that the filter names, so that its matches are gathered without their rows. */
export const isIndexed = ({ filter }: Selection): boolean => {
  const { place, lacksCertificate, openOnly, ...others } = filter
  return place === undefined && lacksCertificate === undefined && (openOnly === true || hasValue(others))
}

/** A customer has an index of its own, which a text is not in. */
export const usesLexemes = ({ filter }: Selection): boolean =>
  filter.text !== undefined || filter.vendorId !== undefined

export const hasValue = (fields: Filter): boolean =>
  Object.values(fields).some((value) => value !== undefined)
