import { afterAll, beforeAll, jest } from '@jest/globals'
import type { PendingQuery } from 'postgres'
import { connect, type Queries, type Sql } from '../../../../infra/postgres/connect.ts'
import { asTenant } from '../../../../infra/postgres/tenant-schema.ts'
import { type TestDatabase, testDatabase } from '../../../../infra/run/local/postgres/test-database.ts'
import { fillTable } from '../../../projections/invoices/testing/large-table.ts'
import { countLimit } from '../../../read-model/page.ts'
import type { Filter } from '../filter.ts'
import { type Order, orderNames } from '../order.ts'
import { countScan, type Scan, setPlanner } from '../read-page.ts'
import { countMatches, type PageRequest, selectPage, selectSearchPage } from '../statements.ts'

const tenantId = 'acme'
const today = '2026-11-20'
export const schema = 'tenant_acme_v1'

/** Pages of 8 kB that a page of the list may read of 100,000 invoices. */
export const maxPages = 2_000

let database: TestDatabase

/** Fills a read model with 100,000 invoices. This takes minutes on a busy machine. */
export const useLargeTable = (): void => {
  jest.setTimeout(600_000)
  beforeAll(async () => {
    database = await testDatabase()
    await fillTable(owner(), { tenantId, today })
  })
  afterAll(() => database.drop())
}

export const owner = (): Sql => connect({ ...database.owner, statementTimeoutMs: 120_000 })

type Statement = { scan: Scan; send(sql: Queries): PendingQuery<never[]> }

export const listPage = (request: PageRequest): Statement => ({
  scan: 'by index',
  send: (sql) => selectPage(sql, request) as never,
})
export const searchPage = (request: PageRequest): Statement => ({
  scan: 'by index',
  send: (sql) => selectSearchPage(sql, request) as never,
})
export const count = (request: PageRequest): Statement => ({
  scan: countScan(request),
  send: (sql) => countMatches(sql, request, countLimit) as never,
})

export const pageRequest = (filter: Filter, order: Order, more: Partial<PageRequest> = {}): PageRequest => ({
  ...{ tenantId, today, filter, order, size: 20, position: undefined, backwards: false },
  ...{ paths: undefined, maxBytes: 4 * 1024 * 1024 },
  ...more,
})

type Plan = { 'Shared Hit Blocks'?: number; 'Shared Read Blocks'?: number }
type Explained = { 'QUERY PLAN': [{ Plan: Plan; Serialization?: Plan }] }[]

/** Runs the statement and returns the disk pages that it read, out-of-line values included. */
export const measurePages = ({ scan, send }: Statement): Promise<number> =>
  asTenant(connect(database.reader), { tenantId }, async (sql) => {
    await setPlanner(sql, scan)
    const explained = await sql`explain (analyze, buffers, serialize text, format json) ${send(sql)}`
    const [row] = explained as unknown as Explained
    const { Plan, Serialization } = row?.['QUERY PLAN'][0] ?? { Plan: {} }
    const pages = [Plan, Serialization].reduce(
      (sum, part) => sum + (part?.['Shared Hit Blocks'] ?? 0) + (part?.['Shared Read Blocks'] ?? 0),
      0,
    )
    if (pages === 0) throw new Error('The plan does not contain the number of pages that were read')
    return pages
  })

/** Measures the pages of these filters in every order and direction, and returns those above the maximum. */
export const findExpensivePages = async (
  filters: Filter[],
  statement: (request: PageRequest) => Statement,
): Promise<string[]> => {
  const expensive: string[] = []
  for (const filter of filters) {
    for (const order of orderNames) {
      for (const backwards of [false, true]) {
        const pages = await measurePages(statement(pageRequest(filter, order, { backwards })))
        const direction = backwards ? 'backwards' : 'forwards'
        if (pages > maxPages) expensive.push(`${JSON.stringify(filter)} ${order} ${direction}: ${pages}`)
      }
    }
  }
  return expensive
}

/** Measures the counts of these filters, and returns the filters whose count is above the maximum. */
export const findExpensiveCounts = async (filters: Filter[]): Promise<Filter[]> => {
  const pages = await Promise.all(filters.map((filter) => measurePages(count(pageRequest(filter, 'NEWEST')))))
  return filters.filter((_, index) => (pages[index] ?? 0) > maxPages)
}
