import type { PendingQuery } from 'postgres'
import type { Queries } from '../../../infra/postgres/connect.ts'

/**
 * Settings of PostgreSQL's planner for the three ways of reading. Each names them all, because statements of
 * one transaction are read in different ways.
 *
 * By index: the budget of a statement is the number of disk pages it reads, and such a page costs the same in
 * a sequential scan and in an index scan. PostgreSQL assumes a quarter of the cost for the sequential one. It
 * also ignores the cost of lexemes that are stored out of line, and would read those of every row.
 *
 * By two indexes: what both have is looked up. PostgreSQL would use one of them alone, and read the lexemes
 * of all rows that it has.
 *
 * Whole: where no index fits, the narrow table is read sequentially and not row by row in the order of its
 * primary key.
 */
const plannerSettings = {
  'by index': { seq_page_cost: 4, enable_seqscan: 'off', enable_indexscan: 'on', enable_indexonlyscan: 'on' },
  'by two indexes': {
    ...{ seq_page_cost: 4, enable_seqscan: 'off', enable_indexscan: 'off', enable_indexonlyscan: 'off' },
  },
  whole: { seq_page_cost: 1, enable_seqscan: 'on', enable_indexscan: 'on', enable_indexonlyscan: 'off' },
} as const
export type Scan = keyof typeof plannerSettings

/**
 * Sets the planner up for the rest of the transaction. Every statement is planned for its own values, because
 * one plan for all values of a filter would be slow for the rare or for the frequent ones.
 */
const setPlanner = (sql: Queries, scan: Scan): PromiseLike<unknown> => {
  const settings = { plan_cache_mode: 'force_custom_plan', ...plannerSettings[scan] }
  const texts = Object.entries(settings).map(([name, value]) => `set local ${name} = ${value}`)
  return sql.unsafe(texts.join('; ')).simple().execute()
}

/** Sends the statement with the settings for this way of reading, in one message. */
export const send = async <Row extends object>(
  sql: Queries,
  statement: PendingQuery<Row[]>,
  scan: Scan = 'by index',
): Promise<Row[]> => {
  const setting = setPlanner(sql, scan)
  const [found] = await Promise.all([statement.execute(), setting])
  return found
}
