import type { Queries } from '../../../infra/postgres/connect.ts'
import type { InvoiceRow } from '../rows.ts'
import { conditions } from './conditions.ts'
import type { Place } from './cursor.ts'
import type { Filter } from './filter.ts'
import { type Order, orders } from './order.ts'

export type Asked = { filter: Filter; order: Order; today: string; size: number; place: Place | undefined; backwards: boolean }

type PlacedRow = InvoiceRow & Place

/** Rows of one page in the order of the list, and whether there are more in the direction of reading. */
export type Page = { rows: PlacedRow[]; more: boolean }

/**
 * Reads on from a place instead of counting rows, so that a page deep in the list costs what the first one does, and rows that
 * come in between neither repeat nor push out others.
 */
export const readPage = async (sql: Queries, { filter, order, today, size, place, backwards }: Asked): Promise<Page> => {
  const { column, cast, direction } = orders[order]
  const descending = (direction === 'desc') !== backwards
  const after = place && sql`(${sql(column)}, id) ${descending ? sql`<` : sql`>`} (${place.key}::text::${sql.unsafe(cast)}, ${place.id})`
  const way = descending ? sql`desc` : sql`asc`
  const rows = await sql<PlacedRow[]>`
    select id, revision, state, ${sql(column)}::text as key from invoices
    where ${conditions(sql, filter, today)} ${after ? sql`and ${after}` : sql``}
    order by ${sql(column)} ${way}, id ${way} limit ${size + 1}`
  const page = rows.slice(0, size)
  return { rows: backwards ? page.reverse() : page, more: rows.length > size }
}

/** Counting costs what is counted; nobody reads a list of more than this to its end. */
export const countLimit = 10_000

/** How many invoices the filter matches, counted up to the limit. */
export const countRows = async (sql: Queries, filter: Filter, today: string): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (
      select 1 from invoices where ${conditions(sql, filter, today)} limit ${countLimit}
    ) as counted`
  return row?.count ?? 0
}
