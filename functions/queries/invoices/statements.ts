import type { Fragment, PendingQuery } from 'postgres'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { RowPosition } from '../../read-model/cursor.ts'
import { selectViews, type ViewRow } from '../../read-model/rows/row-view.ts'
import { searchQuery } from '../../read-model/search/search-query.ts'
import type { Paths } from '../../read-model/selected.ts'
import {
  beginningOf,
  conditions,
  indexedConditions,
  keyConditions,
  type Selection,
  searchConditions,
  usesLexemes,
} from './conditions.ts'
import { type Order, orders } from './order.ts'

/**
 * A page of a list: `size` rows in an order, after a position, or before it when `backwards`. Without a
 * position the page is the first of the list, or the last when `backwards`. `paths` are selected of each
 * invoice. States are loaded until they have `maxBytes`.
 */
export type PageRequest = Selection & {
  order: Order
  size: number
  position: RowPosition | undefined
  backwards: boolean
  paths: Paths
  maxBytes: number
}

export type PageRow = ViewRow & RowPosition

/**
 * Selects a page and one row more to show whether it is the last. It scans the index of the order, which
 * contains all filtered columns, so at worst it reads that one index to its end and looks up only the rows of
 * the page. It starts at a position instead of counting rows: a page deep in the list costs as much as the
 * first, and rows that are added meanwhile neither repeat others nor push them out.
 */
export const selectPage = (sql: Queries, request: PageRequest): PendingQuery<PageRow[]> =>
  selectAlong(sql, request, conditions(sql, request))

/** The same with the index of customers or of fiscal years, which has the matches by time of creation. */
export const selectInOrder = (sql: Queries, request: PageRequest): PendingQuery<PageRow[]> => {
  const { fiscalYear } = request.filter
  const isOfYear = fiscalYear === undefined ? sql`true` : sql`"fiscalYear" = ${fiscalYear}`
  return selectAlong(sql, request, sql`${isOfYear} and ${indexedConditions(sql, request)}`)
}

const selectAlong = (sql: Queries, request: PageRequest, where: Fragment): PendingQuery<PageRow[]> => {
  const { key, direction, after, beginning } = sortOf(sql, request)
  return selectPageViews(sql, request, {
    direction,
    ids: sql`
      select id, ${key} as sort from invoices where ${where} ${after} ${beginning}
      order by ${key} ${direction}, id ${direction} limit ${request.size + 1}`,
  })
}

/**
 * Selects the matches among the next invoices of the order, as many as a page has and one more. A frequent
 * filter has them there, and a rare one costs no more than `looksAt` entries of the index of the order, which
 * contains all filtered columns.
 */
export const selectNear = (sql: Queries, request: PageRequest, looksAt: number): PendingQuery<PageRow[]> => {
  const { direction } = sortOf(sql, request)
  const matches = sql`${conditions(sql, request)} and ${hasLexemes(sql, request)}`
  return selectPageViews(sql, request, {
    direction,
    ids: sql`
      select id, sort from ${near(sql, request, looksAt)} where ${matches}
      order by sort ${direction}, id ${direction} limit ${request.size + 1}`,
  })
}

/** How many invoices there are that `selectNear` looks at. */
export const countNear = (
  sql: Queries,
  request: PageRequest,
  looksAt: number,
): PendingQuery<{ count: number }[]> =>
  sql<{ count: number }[]>`select count(*)::int as count from ${near(sql, request, looksAt)}`

const near = (sql: Queries, request: PageRequest, looksAt: number): Fragment => {
  const { key, direction, after, within, beginning } = sortOf(sql, request)
  return sql`(
    select *, ${key} as sort from invoices where ${within} ${after} ${beginning}
    order by ${key} ${direction}, id ${direction} limit ${looksAt}) as near`
}

/** Looked up for one invoice after the other, until the page is full. */
const hasLexemes = (sql: Queries, { filter: { text } }: Selection): Fragment =>
  text === undefined
    ? sql`true`
    : sql`(select lexemes @@ ${searchQuery({ text })}::text::tsquery from invoice_search
        where invoice_search.id = near.id::uuid)`

/**
 * Selects a page by gathering and sorting all matches after its position, and one row more; with `end` only
 * those up to this key. Offset 0 keeps PostgreSQL from walking along the order instead, which is what it
 * believes to be fast where matches are spread evenly.
 */
export const selectGathered = (sql: Queries, request: PageRequest, end?: string): PendingQuery<PageRow[]> => {
  const { key, direction, after, upTo } = sortOf(sql, request)
  const found = usesLexemes(request)
    ? sql`select id::text as id, ${key} as sort from invoice_search
        where ${searchConditions(sql, request)} ${after} ${upTo(end)} offset 0`
    : sql`select id, ${key} as sort from invoices where ${indexedConditions(sql, request)} ${after} offset 0`
  return selectPageViews(sql, request, {
    direction,
    ids: sql`select id, sort from (${found}) as found
      order by sort ${direction}, id ${direction} limit ${request.size + 1}`,
  })
}

/** The key that so many invoices after the position have reached. No row when there are fewer. */
export const keyAfter = (
  sql: Queries,
  request: PageRequest,
  invoices: number,
): PendingQuery<{ key: string }[]> => {
  const { key, direction, from, within } = sortOf(sql, request)
  return sql<{ key: string }[]>`
    select ${key}::text as key from invoice_search where ${within} ${from}
    order by ${key} ${direction} offset ${invoices} limit 1`
}

const selectPageViews = (
  sql: Queries,
  { paths, maxBytes }: PageRequest,
  { ids, direction }: { ids: Fragment; direction: Fragment },
): PendingQuery<PageRow[]> => {
  const order = sql`sort ${direction}, id ${direction}`
  return sql<PageRow[]>`${selectViews(sql, sql`(${ids}) as page`, { paths, order, maxBytes })}`
}

/** The key, the direction, and conditions on rows after the position, from its key on, and up to a key. */
const sortOf = (sql: Queries, { order, position, backwards, ...selection }: PageRequest) => {
  const { column, cast, direction } = orders[order]
  const descending = (direction === 'desc') !== backwards
  const key = sql`${sql(column)}`
  const [beyond, before] = descending ? [sql`<`, sql`>`] : [sql`>`, sql`<`]
  const typed = (text: string): Fragment => sql`${text}::text::${sql.unsafe(cast)}`
  return {
    key,
    direction: descending ? sql`desc` : sql`asc`,
    after: position ? sql`and (${key}, id::text) ${beyond} (${typed(position.key)}, ${position.id})` : sql``,
    from: position ? sql`and ${key} ${beyond}= ${typed(position.key)}` : sql``,
    upTo: (end: string | undefined) => (end === undefined ? sql`` : sql`and ${key} ${before}= ${typed(end)}`),
    within: keyConditions(sql, column, selection),
    beginning: beginningOf(sql, column, selection),
  }
}
