import type { Queries } from '../../../infra/postgres/connect.ts'
import { type Asked, counted, type FoundRow, type PlacedRow, searched, walked } from './statements.ts'

/** Rows of one page in the order of the list, whether there are more in the direction of reading, and how many match at all. */
export type Page = { rows: PlacedRow[]; more: boolean; totalCount: number }

/** Counting costs what is counted, and nobody reads a list of more than this to its end. */
export const countLimit = 10_000

/** A page of the list. What each filter reads for it is held by cost.int.test.ts. For a transaction of its own. */
export const readPage = async (sql: Queries, asked: Asked): Promise<Page> => {
  const { text } = asked.filter
  // Sent in this order and waited for together: one round trip.
  const [, page] = await Promise.all([planned(sql), text === undefined ? list(sql, asked) : search(sql, asked, text)])
  return page
}

/**
 * How pages are planned. A plan that is to fit every value of a filter fits the rare and the frequent one badly. Pages are
 * what a list is held to, and one read in a row costs as much as one read out of it, where PostgreSQL takes it for a quarter. And
 * every filter has its index, but the lexemes, which are kept aside, it takes for free and would look at those of every row.
 */
export const planned = (sql: Queries): PromiseLike<unknown> =>
  sql
    .unsafe('set local plan_cache_mode = force_custom_plan; set local seq_page_cost = 4; set local enable_seqscan = off')
    .simple()
    .execute()

const list = async (sql: Queries, asked: Asked): Promise<Page> => {
  const [rows, [row]] = await Promise.all([walked(sql, asked), counted(sql, asked, countLimit)])
  return pageOf(asked, rows, row?.count ?? 0)
}

const search = async (sql: Queries, asked: Asked, text: string): Promise<Page> => {
  const rows = await searched(sql, asked, text)
  return pageOf(asked, rows.filter(isPlaced), Math.min(rows[0]?.count ?? 0, countLimit))
}

const isPlaced = (row: FoundRow): row is PlacedRow & FoundRow => row.id !== null

const pageOf = ({ size, backwards }: Asked, found: PlacedRow[], totalCount: number): Page => {
  const rows = found.slice(0, size)
  return { rows: backwards ? rows.reverse() : rows, more: found.length > size, totalCount }
}
