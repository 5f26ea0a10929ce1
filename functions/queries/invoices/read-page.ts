import type { Queries } from '../../../infra/postgres/connect.ts'
import { countLimit } from '../../read-model/page.ts'
import { isLeftOut } from '../../read-model/rows/row-view.ts'
import { searchQuery } from '../../read-model/search/search-query.ts'
import { hasNumber } from './conditions.ts'
import { countMatches, type PageRequest, type PageRow, selectPage, selectSearchPage } from './statements.ts'

/**
 * A page: its rows in the order of reading, which for a page that is read backwards is the reverse of the
 * list, and whether more rows follow when reading on. `totalCount` is how many rows match.
 */
export type Page = { rows: PageRow[]; more: boolean; totalCount: number }

/** The parts of a page that are selected. A part that is not read is empty, or 0. */
export type Parts = { rows: boolean; totalCount: boolean }

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
 * Reads the selected parts of a page in a transaction that is used for nothing else. The statements are sent
 * in this order without waiting in between, which takes one round trip. cost.int.test.ts limits the disk
 * pages that each filter may read. A page has fewer rows than asked for when their states have too many
 * bytes.
 */
export const readPage = async (sql: Queries, request: PageRequest, parts: Parts): Promise<Page> => {
  const [found, [count]] = await Promise.all([
    parts.rows ? sendSelect(sql, request) : [],
    parts.totalCount ? sendCount(sql, request) : [],
  ])
  const rows = found.slice(0, request.size).filter((row) => !isLeftOut(row))
  return { rows, more: found.length > rows.length, totalCount: count?.count ?? 0 }
}

const sendSelect = async (sql: Queries, request: PageRequest): Promise<PageRow[]> => {
  const select = request.filter.text === undefined ? selectPage : selectSearchPage
  const setting = setPlanner(sql, 'by index')
  const [found] = await Promise.all([select(sql, request).execute(), setting])
  return found
}

const sendCount = async (sql: Queries, request: PageRequest): Promise<{ count: number }[]> => {
  const setting = setPlanner(sql, countScan(request))
  const [count] = await Promise.all([countMatches(sql, request, countLimit).execute(), setting])
  return count
}

/** The scan that counts the matches of a filter. */
export const countScan = ({ filter }: PageRequest): Scan =>
  searchQuery(filter) !== '' || hasNumber(filter) ? 'by index' : 'whole'
