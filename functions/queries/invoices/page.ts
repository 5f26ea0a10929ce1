import type { Queries } from '../../../infra/postgres/connect.ts'
import { lookedFor } from '../../read-model/search/looked-for.ts'
import { hasNumber } from './conditions.ts'
import { type Asked, counted, type PlacedRow, searched, walked } from './statements.ts'

/** Rows of one page in the order of the list, whether there are more in the direction of reading, and how many match at all. */
export type Page = { rows: PlacedRow[]; more: boolean; totalCount: number }

/** Counting costs what is counted, and nobody reads a list of more than this to its end. */
export const countLimit = 10_000

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
    .unsafe(
      ['plan_cache_mode = force_custom_plan', ...ways[way]]
        .map((setting) => `set local ${setting}`)
        .join('; '),
    )
    .simple()
    .execute()

/**
 * A page of the list, for a transaction of its own. What each filter reads for it is held by cost.int.test.ts. All is sent in this
 * order and waited for together: one round trip.
 */
export const readPage = async (sql: Queries, asked: Asked): Promise<Page> => {
  const page = asked.filter.text === undefined ? walked : searched
  const before = planned(sql, 'by index')
  const reading = page(sql, asked).execute()
  const between = planned(sql, countedBy(asked))
  const [found, [row]] = await Promise.all([reading, counted(sql, asked, countLimit), before, between])
  const rows = found.slice(0, asked.size)
  return {
    rows: asked.backwards ? rows.reverse() : rows,
    more: found.length > asked.size,
    totalCount: row?.count ?? 0,
  }
}

export const countedBy = ({ filter }: Asked): Way =>
  lookedFor(filter) !== '' || hasNumber(filter) ? 'by index' : 'whole'
