import type { Fragment, PendingQuery } from 'postgres'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { InvoiceRow } from '../../read-model/rows/view.ts'
import { lookedFor } from '../../read-model/search/looked-for.ts'
import { all, conditions, hasNumber, narrowConditions, numberIs, type Wanted } from './conditions.ts'
import type { Place } from './cursor.ts'
import { type Order, orders } from './order.ts'

/** A page of a list: so many rows in an order, after a place in it or from its end backwards. */
export type Asked = Wanted & { order: Order; size: number; place: Place | undefined; backwards: boolean }

export type PlacedRow = InvoiceRow & Place

/**
 * Walks along the index of the order, which holds all that filters ask for, so that at worst that one index is read to its
 * end; only the rows of the page are looked up. It reads on from a place instead of counting rows: a page deep in the list costs
 * what the first one does, and rows that come in between neither repeat nor push out others. One row more than the page tells
 * whether it is the last.
 */
export const walked = (sql: Queries, asked: Asked): PendingQuery<PlacedRow[]> => {
  const { key, way, after } = direction(sql, asked)
  return sql<PlacedRow[]>`
    select id, revision, state, page.key::text as key from (
      select id, ${key} as key from invoices where ${conditions(sql, asked)} ${after} order by ${key} ${way}, id ${way} limit ${asked.size + 1}
    ) as page join invoices using (id) order by page.key ${way}, id ${way}`
}

/**
 * How many match, counted up to `limit`, in the table of the search: narrow as an index, and unlike one it never has to ask another
 * whether a row can be seen.
 */
export const counted = (
  sql: Queries,
  wanted: Wanted,
  limit: number,
): PendingQuery<{ count: number }[]> => sql<{ count: number }[]>`
  select count(*)::int as count from (select from invoice_search where ${matching(sql, wanted)} limit ${limit}) as counted`

/**
 * A page of what matches a text: all matches are gathered from the table of the search and sorted, because with a text there is no
 * order to walk along that would meet them soon.
 */
export const searched = (sql: Queries, asked: Asked): PendingQuery<PlacedRow[]> => {
  const { key, way, after } = direction(sql, asked)
  return sql<PlacedRow[]>`
    select id, revision, state, page.key::text as key from (
      select id::text as id, ${key} as key from invoice_search
      where ${matching(sql, asked)} ${after} order by ${key} ${way}, invoice_search.id ${way} limit ${asked.size + 1}
    ) as page join invoices using (id) order by page.key ${way}, id ${way}`
}

/** The filter on the table of the search. Text, customer and vendor are found in its index; the rest is judged row by row. */
const matching = (sql: Queries, wanted: Wanted): Fragment => {
  const query = lookedFor(wanted.filter)
  return all(sql, [
    query !== '' && sql`lexemes @@ ${query}::text::tsquery`,
    narrowConditions(sql, wanted),
    hasNumber(wanted.filter) &&
      sql`id = any (array(select id::uuid from invoices where ${numberIs(sql, wanted)}))`,
  ])
}

const direction = (sql: Queries, { order, place, backwards }: Asked) => {
  const { column, cast, direction } = orders[order]
  const descending = (direction === 'desc') !== backwards
  const key = sql`${sql(column)}`
  const way = descending ? sql`desc` : sql`asc`
  const after = place
    ? sql`and (${key}, id::text) ${descending ? sql`<` : sql`>`} (${place.key}::text::${sql.unsafe(cast)}, ${place.id})`
    : sql``
  return { key, way, after }
}
