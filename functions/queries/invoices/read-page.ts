import type { Queries } from '../../../infra/postgres/connect.ts'
import { searchQuery } from '../../read-model/search/search-query.ts'
import { hasNumber } from './conditions.ts'
import { countMatches, type PageRequest, type PageRow, selectPage, selectSearchPage } from './statements.ts'

/** A page in the order of the list, whether more rows follow when reading on, and how many rows match. */
export type Page = { rows: PageRow[]; more: boolean; totalCount: number }

/**
 * The highest count. The cost of a count grows with the count, and people do not read a longer list to its
 * end.
 */
export const countLimit = 10_000

/**
 * Settings of PostgreSQL's planner for the two ways of reading.
 *
 * By index: the budget of a statement is the number of disk pages it reads, and such a page costs the same in
 * a sequential scan and in an index scan. PostgreSQL assumes a quarter of the cost for the sequential one. It
 * also ignores the cost of lexemes that are stored out of line, and would read those of every row.
 *
 * Whole: where no index fits, the narrow table is read sequentially and not row by row in the order of its
 * primary key.
 */
const plannerSettings = {
  'by index': ['seq_page_cost = 4', 'enable_seqscan = off'],
  whole: ['seq_page_cost = 1', 'enable_seqscan = on', 'enable_indexonlyscan = off'],
} as const
export type Scan = keyof typeof plannerSettings

/**
 * Sets the planner up for the rest of the transaction. Every statement is planned for its own values, because
 * one plan for all values of a filter would be slow for the rare or for the frequent ones.
 */
export const setPlanner = (sql: Queries, scan: Scan): PromiseLike<unknown> =>
  sql
    .unsafe(
      ['plan_cache_mode = force_custom_plan', ...plannerSettings[scan]]
        .map((setting) => `set local ${setting}`)
        .join('; '),
    )
    .simple()
    .execute()

/**
 * Reads a page of the list in a transaction that is used for nothing else. The statements are sent in this
 * order without waiting in between, which takes one round trip. cost.int.test.ts limits the disk pages
 * that each filter may read.
 */
export const readPage = async (sql: Queries, request: PageRequest): Promise<Page> => {
  const select = request.filter.text === undefined ? selectPage : selectSearchPage
  const setForPage = setPlanner(sql, 'by index')
  const selecting = select(sql, request).execute()
  const setForCount = setPlanner(sql, countScan(request))
  const counting = countMatches(sql, request, countLimit)
  const [found, [count]] = await Promise.all([selecting, counting, setForPage, setForCount])
  const rows = found.slice(0, request.size)
  return {
    rows: request.backwards ? rows.reverse() : rows,
    more: found.length > request.size,
    totalCount: count?.count ?? 0,
  }
}

/** The scan that counts the matches of a filter. */
export const countScan = ({ filter }: PageRequest): Scan =>
  searchQuery(filter) !== '' || hasNumber(filter) ? 'by index' : 'whole'
