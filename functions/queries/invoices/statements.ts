import type { Fragment, PendingQuery } from 'postgres'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { RowPosition } from '../../read-model/cursor.ts'
import { selectViews, type ViewRow } from '../../read-model/rows/row-view.ts'
import { searchQuery } from '../../read-model/search/search-query.ts'
import type { Paths } from '../../read-model/selected.ts'
import {
  conditions,
  conjunction,
  hasNumber,
  numberIs,
  type Selection,
  sharedConditions,
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
 * Selects a page without a search text, and one row more to show whether it is the last. It scans the index
 * of the order, which contains all filtered columns, so at worst it reads that one index to its end and looks
 * up only the rows of the page. It starts at a position instead of counting rows: a page deep in the list
 * costs as much as the first, and rows that are added meanwhile neither repeat others nor push them out.
 */
export const selectPage = (sql: Queries, request: PageRequest): PendingQuery<PageRow[]> => {
  const { key, direction, after } = sortOf(sql, request)
  return selectPageViews(sql, request, {
    direction,
    ids: sql`
      select id, ${key} as sort from invoices where ${conditions(sql, request)} ${after}
      order by ${key} ${direction}, id ${direction} limit ${request.size + 1}`,
  })
}

const selectPageViews = (
  sql: Queries,
  { paths, maxBytes }: PageRequest,
  { ids, direction }: { ids: Fragment; direction: Fragment },
): PendingQuery<PageRow[]> => {
  const order = sql`sort ${direction}, id ${direction}`
  return sql<PageRow[]>`${selectViews(sql, sql`(${ids}) as page`, { paths, order, maxBytes })}`
}

/**
 * Counts the matches up to `limit` in the table of the search. It is as narrow as an index, and a scan of it,
 * unlike an index scan, finds the visible rows without another look-up.
 */
export const countMatches = (
  sql: Queries,
  selection: Selection,
  limit: number,
): PendingQuery<{ count: number }[]> => sql<{ count: number }[]>`
  select count(*)::int as count
  from (select from invoice_search where ${searchConditions(sql, selection)} limit ${limit}) as counted`

/**
 * Selects a page with a search text, and one row more. It gathers all matches in the table of the search and
 * sorts them, because no index has the matches of a text in the order of a list.
 */
export const selectSearchPage = (sql: Queries, request: PageRequest): PendingQuery<PageRow[]> => {
  const { key, direction, after } = sortOf(sql, request)
  return selectPageViews(sql, request, {
    direction,
    ids: sql`
      select id::text as id, ${key} as sort from invoice_search
      where ${searchConditions(sql, request)} ${after}
      order by ${key} ${direction}, invoice_search.id ${direction} limit ${request.size + 1}`,
  })
}

/**
 * The filter on the table of the search. Its index finds text, customer and vendor; the rest is checked row
 * by row.
 */
const searchConditions = (sql: Queries, selection: Selection): Fragment => {
  const query = searchQuery(selection.filter)
  return conjunction(sql, [
    query !== '' && sql`lexemes @@ ${query}::text::tsquery`,
    sharedConditions(sql, selection),
    hasNumber(selection.filter) &&
      sql`id = any (array(select id::uuid from invoices where ${numberIs(sql, selection)}))`,
  ])
}

/** The key, the direction, and the condition on rows after the position. */
const sortOf = (sql: Queries, { order, position, backwards }: PageRequest) => {
  const { column, cast, direction } = orders[order]
  const descending = (direction === 'desc') !== backwards
  const key = sql`${sql(column)}`
  const comparison = descending ? sql`<` : sql`>`
  const after = position
    ? sql`and (${key}, id::text) ${comparison} (${position.key}::text::${sql.unsafe(cast)}, ${position.id})`
    : sql``
  return { key, direction: descending ? sql`desc` : sql`asc`, after }
}
