import type { Fragment, PendingQuery } from 'postgres'
import type { Queries } from '../../../infra/postgres/connect.ts'
import {
  hasNumber,
  indexedConditions,
  isIndexed,
  type Selection,
  searchConditions,
  usesLexemes,
} from './conditions.ts'

type Count = { count: number }

export type CountSource = 'indexes' | 'search' | 'whole'
export type CountLimits = { count: number; searchPages: number }

/**
 * Counts the matches up to `count`. With lexemes it first counts in the sample, where the table of the search
 * has at least `searchPages` disk pages.
 */
export const countMatches = (
  sql: Queries,
  selection: Selection,
  { count, searchPages }: CountLimits,
  source: CountSource = countSource(selection),
): PendingQuery<Count[]> => {
  if (source === 'indexes') {
    const found = sql`select from invoices where ${indexedConditions(sql, selection)}`
    return sql<Count[]>`select ${upTo(sql, count, found)} as count`
  }
  const all = sql`select from invoice_search where ${searchConditions(sql, selection)}`
  if (!usesLexemes(selection)) return sql<Count[]>`select ${upTo(sql, count, all)} as count`
  const sample = upTo(sql, count, sql`${all} and ${isSampled(sql)}`)
  // Each count is made only where it is needed.
  return sql<Count[]>`
    with sampled as materialized (
      select case when relpages >= ${searchPages} then ${sample} else 0 end as count
      from pg_class where oid = 'invoice_search'::regclass
    )
    select case when count >= ${count} then ${count}::int else ${upTo(sql, count, all)} end as count
    from sampled`
}

const upTo = (sql: Queries, limit: number, found: Fragment): Fragment =>
  sql`(select count(*)::int from (${found} limit ${limit}) as counted)`

/** The disk pages and rows that a table had when it was last vacuumed. */
export const sizeOfTable = (
  sql: Queries,
  table: 'invoices' | 'invoice_search',
): PendingQuery<{ pages: number; rows: number }[]> =>
  sql<{ pages: number; rows: number }[]>`
    select relpages as pages, reltuples as rows from pg_class where oid = ${table}::text::regclass`

export type Explained = { 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }

/** How many matches PostgreSQL expects, by its statistics. It does not look for them. */
export const estimateMatches = (sql: Queries, selection: Selection): PendingQuery<Explained[]> => {
  const found = usesLexemes(selection)
    ? sql`invoice_search where ${searchConditions(sql, selection)}`
    : sql`invoices where ${indexedConditions(sql, selection)}`
  return sql<Explained[]>`explain (format json) select from ${found}`
}

export const rowsOf = (explained: Explained | undefined): number =>
  explained?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0

/**
 * The invoices of every sixteenth day, which have an index of their own: a text that nearly every invoice has
 * is counted to the limit in it, and not by reading all entries of the whole index.
 */
const isSampled = (sql: Queries): Fragment => sql`("invoiceDate" - date '2000-01-01') % 16 = 0`

/**
 * Where matches are counted: by the indexes of the table `invoices`, by those of the table of the search, or
 * in the whole of that table. It is as narrow as an index, and a scan of it, unlike an index scan, finds the
 * visible rows without another look-up.
 */
export const countSource = (selection: Selection): CountSource => {
  if (usesLexemes(selection) || hasNumber(selection.filter)) return 'search'
  return isIndexed(selection) ? 'indexes' : 'whole'
}
