import { afterAll, beforeAll, jest } from '@jest/globals'
import { connect, type Queries, type Sql } from '../../../../infra/postgres/connect.ts'
import { asTenant } from '../../../../infra/postgres/tenant-schema.ts'
import { type TestDatabase, testDatabase } from '../../../../infra/run/local/postgres/test-database.ts'
import { fillTable } from '../../../projections/invoices/testing/large-table.ts'
import type { Filter } from '../filter.ts'
import { type Order, orderNames } from '../order.ts'
import { type Parts, readPage } from '../read-page.ts'
import type { PageRequest } from '../statements.ts'

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

export const pageRequest = (filter: Filter, order: Order, more: Partial<PageRequest> = {}): PageRequest => ({
  ...{ tenantId, today, filter, order, size: 20, position: undefined, backwards: false },
  ...{ paths: undefined, maxBytes: 4 * 1024 * 1024 },
  ...more,
})

/** Reads the parts of a page as a request does, and returns the disk pages of the tenant that it read. */
export const measurePages = (
  request: PageRequest,
  parts: Parts = { rows: true, totalCount: false },
): Promise<number> =>
  asTenant(connect(database.reader), { tenantId }, async (sql) => {
    const before = await pagesSoFar(sql)
    await readPage(sql, request, parts)
    const pages = (await pagesSoFar(sql)) - before
    if (pages === 0) throw new Error('PostgreSQL has not counted the pages that were read')
    return pages
  })

/** What the connection has read in the tables of the tenant, their indexes and their out-of-line values. */
const pagesSoFar = async (sql: Queries): Promise<number> => {
  const [row] = await sql<{ pages: number }[]>`
    select coalesce(sum(pg_stat_get_xact_blocks_fetched(part)), 0)::int as pages
    from pg_class, unnest(array[oid, reltoastrelid] || array(
      select indexrelid from pg_index where indrelid in (pg_class.oid, pg_class.reltoastrelid)
    )) as part
    where relnamespace = ${schema}::regnamespace and relkind = 'r'`
  return row?.pages ?? 0
}

/** Measures the pages of these filters in every order and direction, and returns those above the maximum. */
export const findExpensivePages = async (filters: Filter[], maximum = maxPages): Promise<string[]> => {
  const expensive: string[] = []
  for (const filter of filters) {
    for (const order of orderNames) {
      for (const backwards of [false, true]) {
        const pages = await measurePages(pageRequest(filter, order, { backwards }))
        const direction = backwards ? 'backwards' : 'forwards'
        if (pages > maximum) expensive.push(`${JSON.stringify(filter)} ${order} ${direction}: ${pages}`)
      }
    }
  }
  return expensive
}

/** Measures the counts of these filters, and returns the filters whose count is above the maximum. */
export const findExpensiveCounts = async (filters: Filter[], maximum = maxPages): Promise<string[]> => {
  const expensive: string[] = []
  for (const filter of filters) {
    const pages = await measurePages(pageRequest(filter, 'NEWEST'), { rows: false, totalCount: true })
    if (pages > maximum) expensive.push(`${JSON.stringify(filter)}: ${pages}`)
  }
  return expensive
}
