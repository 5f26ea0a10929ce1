import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { connect, type Sql } from '../../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../../infra/postgres/provision.ts'
import { readUsageOfAll, type UsageRow } from '../../../../infra/postgres/usage.ts'
import { databaseVariables } from '../../../../infra/run/local/postgres/database-variables.ts'
import { type TestDatabase, testDatabase } from '../../../../infra/run/local/postgres/test-database.ts'
import { prefix } from './deliveries.ts'

let database: TestDatabase

export const owner = (): Sql => connect(database.owner)
export const writer = (): Sql => connect(database.writer)

/** Starts a read model with these tenants for the tests of a file, and empties the usage before each test. */
export const useStore = (tenants: readonly string[]): void => {
  const before = { ...process.env }
  beforeAll(async () => {
    database = await testDatabase()
    for (const tenant of tenants) await provisionTenant(owner(), tenant)
    Object.assign(process.env, databaseVariables(database), { FUNCTION_PREFIX: prefix })
  }, 60_000)
  beforeEach(async () => {
    await owner()`truncate finance.usage, finance.usage_reports, finance.usage_lines`
  })
  afterAll(async () => {
    await database.drop()
    process.env = before
  }, 30_000)
}

export const readRows = (day = '2026-11-26'): Promise<UsageRow[]> =>
  readUsageOfAll(connect(database.reader), { from: day, to: day })

/** `acme create-invoice createInvoice: 1 invocation, 0 errors, 100 ms, 102400 MB ms` */
export const shown = async (day?: string): Promise<string[]> =>
  (await readRows(day))
    .map(
      (row) =>
        `${row.tenantId || 'nobody'} ${row.functionKey} ${row.operation || '?'}: ${row.invocations} invocations, ` +
        `${row.errors} errors, ${row.billedMs} ms, ${row.megabyteMs} MB ms`,
    )
    .sort()
