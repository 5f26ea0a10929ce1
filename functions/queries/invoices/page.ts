import type { Queries } from '../../../infra/postgres/connect.ts'
import { type Asked, counted, gathered, nearby, type PlacedRow, walked } from './statements.ts'

/** Rows of one page in the order of the list, whether there are more in the direction of reading, and how many match at all. */
export type Page = { rows: PlacedRow[]; more: boolean; totalCount: number }

/**
 * Counting costs what is counted, and nobody reads a list of more than this to its end. Rows that match a text have to be looked
 * at one by one; the others are counted in an index.
 */
export const countLimit = { list: 10_000, text: 1_000 }

/** A page of the list. What each filter reads for it is held by cost.int.test.ts. For a transaction of its own. */
export const readPage = async (sql: Queries, asked: Asked): Promise<Page> => {
  // A plan that is to fit every value of a filter fits the rare and the frequent one badly.
  const planned = sql`set local plan_cache_mode = force_custom_plan`.execute()
  const searching = asked.filter.text !== undefined && asked.filter.text !== null
  const [[found, totalCount]] = await Promise.all([searching ? search(sql, asked) : list(sql, asked), planned])
  const page = found.slice(0, asked.size)
  return { rows: asked.backwards ? page.reverse() : page, more: found.length > asked.size, totalCount }
}

type Found = [PlacedRow[], number]

const list = async (sql: Queries, asked: Asked): Promise<Found> => {
  const [rows, [row]] = await Promise.all([walked(sql, asked), counted(sql, asked, countLimit.list)])
  return [rows, row?.count ?? 0]
}

/** The count tells how to go on: what is rare is gathered and sorted, what is frequent is met soon after the place. */
const search = async (sql: Queries, asked: Asked): Promise<Found> => {
  const [row] = await counted(sql, asked, countLimit.text)
  const count = row?.count ?? 0
  if (count < countLimit.text) return [await gathered(sql, asked), count]
  const soon = await nearby(sql, asked)
  return [soon.length > asked.size ? soon : await gathered(sql, asked), count]
}
