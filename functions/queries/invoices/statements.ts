import type { Fragment, PendingQuery } from 'postgres'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { InvoiceRow } from '../rows.ts'
import { conditions, listConditions, type Wanted } from './conditions.ts'
import type { Place } from './cursor.ts'
import { type Order, orders } from './order.ts'
import { textIs } from './text.ts'

/** A page of a list: so many rows in an order, after a place in it or from its end backwards. */
export type Asked = Wanted & { order: Order; size: number; place: Place | undefined; backwards: boolean }

export type PlacedRow = InvoiceRow & Place

type Page = PendingQuery<PlacedRow[]>

/**
 * Walks along the index of the order, which holds all that filters ask for, so that at worst that one index is read to its
 * end; only the rows of the page are looked up. It reads on from a place instead of counting rows: a page deep in the list costs
 * what the first one does, and rows that come in between neither repeat nor push out others. One row more than the page tells
 * whether it is the last.
 */
export const walked = (sql: Queries, asked: Asked): Page => {
  const { key, way, after } = direction(sql, asked)
  return rowsOf(
    sql,
    asked,
    sql`
    select id, ${key} as key from invoices where ${conditions(sql, asked)} ${after} order by ${key} ${way}, id ${way} limit ${asked.size + 1}`,
  )
}

/** Finds all that match, by whatever index has fewest, and then sorts. For what is rare, so that no walk goes past all the rest. */
export const gathered = (sql: Queries, asked: Asked): Page => {
  const { key, way, after } = direction(sql, asked)
  return rowsOf(
    sql,
    asked,
    sql`
    select id, key from (select id, ${key} as key from invoices where ${conditions(sql, asked)} ${after} offset 0) as matching
    order by key ${way}, id ${way} limit ${asked.size + 1}`,
  )
}

/** Rows at the beginning of the list that `nearby` looks at, each in a page of the table, where the bound for all is 2,000. */
const near = 1_400

/**
 * A text that many rows hold is found near the beginning of the list, as a rule: it is looked for in so many rows of those that
 * the index of the order lets through. Fewer rows than a page mean that there may be others further on.
 */
export const nearby = (sql: Queries, asked: Asked): Page => {
  const { key, way, after } = direction(sql, asked)
  return rowsOf(
    sql,
    asked,
    sql`
    select id, key from (
      select id, ${key} as key, ${textIs(sql, asked.filter.text ?? '')} as found from invoices
      where ${listConditions(sql, asked)} ${after} order by ${key} ${way}, id ${way} limit ${near}
    ) as first where found order by key ${way}, id ${way} limit ${asked.size + 1}`,
  )
}

/**
 * How many match, counted up to `limit`. Materialized, so that the limit does not tempt into reading on in some order in the hope
 * that matches come soon; rows are still only fetched until the limit is reached.
 */
export const counted = (sql: Queries, wanted: Wanted, limit: number): PendingQuery<{ count: number }[]> => sql<{ count: number }[]>`
  with matching as materialized (select from invoices where ${conditions(sql, wanted)})
  select count(*)::int as count from (select from matching limit ${limit}) as counted`

const direction = (sql: Queries, { order, place, backwards }: Asked) => {
  const { column, cast, direction } = orders[order]
  const descending = (direction === 'desc') !== backwards
  const key = sql`${sql(column)}`
  const way = descending ? sql`desc` : sql`asc`
  const after = place ? sql`and (${key}, id) ${descending ? sql`<` : sql`>`} (${place.key}::text::${sql.unsafe(cast)}, ${place.id})` : sql``
  return { key, way, after }
}

const rowsOf = (sql: Queries, asked: Asked, page: Fragment): Page => {
  const { way } = direction(sql, asked)
  return sql<PlacedRow[]>`
    select id, revision, state, page.key::text as key from (${page}) as page join invoices using (id) order by page.key ${way}, id ${way}`
}
