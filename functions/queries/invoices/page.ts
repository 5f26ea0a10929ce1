import type { Queries } from '../../../infra/postgres/connect.ts'
import { lookedFor } from '../../search/looked-for.ts'
import { hasNumber } from './conditions.ts'
import { type Asked, counted, type FoundRow, type PlacedRow, searched, walked } from './statements.ts'

/** Rows of one page in the order of the list, whether there are more in the direction of reading, and how many match at all. */
export type Page = { rows: PlacedRow[]; more: boolean; totalCount: number }

/** Counting costs what is counted, and nobody reads a list of more than this to its end. */
export const countLimit = 10_000

/** A page of the list. What each filter reads for it is held by cost.int.test.ts. For a transaction of its own. */
export const readPage = (sql: Queries, asked: Asked): Promise<Page> =>
  asked.filter.text === undefined ? list(sql, asked) : search(sql, asked)

/**
 * How a statement is planned. By an index: pages are what a list is held to, and one read in a row costs as much as one read out of
 * it, where PostgreSQL takes it for a quarter; and the lexemes, which are kept aside, it takes for free and would look at those of
 * every row. Whole: where no index fits, the narrow table in a row, and not by its key, row by row.
 */
const ways = {
  'by index': ['seq_page_cost = 4', 'enable_seqscan = off'],
  whole: ['seq_page_cost = 1', 'enable_seqscan = on', 'enable_indexonlyscan = off'],
} as const
export type Way = keyof typeof ways

/** Settings of the rest of a transaction. A plan that is to fit every value of a filter fits the rare and the frequent one badly. */
export const planned = (sql: Queries, way: Way): PromiseLike<unknown> =>
  sql
    .unsafe(['plan_cache_mode = force_custom_plan', ...ways[way]].map((setting) => `set local ${setting}`).join('; '))
    .simple()
    .execute()

/** Sent in this order and waited for together: one round trip. */
const list = async (sql: Queries, asked: Asked): Promise<Page> => {
  const before = planned(sql, 'by index')
  const page = walked(sql, asked).execute()
  const between = planned(sql, countedBy(asked))
  const [rows, [row]] = await Promise.all([page, counted(sql, asked, countLimit), before, between])
  return pageOf(asked, rows, row?.count ?? 0)
}

export const countedBy = ({ filter }: Asked): Way => (lookedFor(filter) !== '' || hasNumber(filter) ? 'by index' : 'whole')

const search = async (sql: Queries, asked: Asked): Promise<Page> => {
  const [, rows] = await Promise.all([planned(sql, 'by index'), searched(sql, asked)])
  return pageOf(asked, rows.filter(isPlaced), Math.min(rows[0]?.count ?? 0, countLimit))
}

const isPlaced = (row: FoundRow): row is PlacedRow & FoundRow => row.id !== null

const pageOf = ({ size, backwards }: Asked, found: PlacedRow[], totalCount: number): Page => {
  const rows = found.slice(0, size)
  return { rows: backwards ? rows.reverse() : rows, more: found.length > size, totalCount }
}
