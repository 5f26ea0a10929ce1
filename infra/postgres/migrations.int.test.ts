import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'
import { type Migration, migrationFiles } from './migration-files.ts'
import { migrationState, revertMigrations, runMigrations } from './migrations.ts'
import { provisionTenant } from './provision.ts'
import { asTenant, TenantNotFound } from './tenant-schema.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

const names = migrationFiles().map(({ name }) => name)
const ledger = ['tax_documents', 'tax_lines', 'tax_open_items', 'tax_receipts']
const readModel = ['invoice_search', 'invoices', 'receipts', ...ledger]
const ofTenant = (tenant: string) => names.map((name) => ({ tenant, name }))

const files: Migration[] = [
  { name: '1-First', up: 'create table first (id int)', down: 'drop table first' },
  {
    name: '2-Second',
    up: 'create table second (id int); insert into second select 1/count(*)::int from first',
    down: 'drop table second',
  },
]

let database: TestDatabase
let owner: Sql

const tables = async (schema: string): Promise<string[]> => {
  const rows = await owner<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = ${schema} order by 1`
  return rows.map(({ name }) => name)
}

beforeAll(async () => {
  database = await testDatabase()
  owner = connect(database.owner)
})

afterAll(() => database.drop())

beforeEach(async () => {
  await owner`delete from finance.migrations`
  await owner`delete from finance.tenants`
  await owner.unsafe('drop schema if exists tenant_a_v1, tenant_b_v1 cascade')
  for (const tenant of ['a', 'b']) await provisionTenant(owner, tenant)
})

describe('migrations', () => {
  test('48 create the read model of a tenant when it is created, and only then', async () => {
    expect(await tables('tenant_a_v1')).toEqual(readModel)
    const appliedAt = expect.stringMatching(/^\d{4}-.*Z$/)
    expect(await migrationState(owner, { tenant: 'a' })).toEqual({
      tenants: ['a'],
      applied: ofTenant('a').map((one) => ({ ...one, appliedAt })),
      pending: [],
    })
    expect(await runMigrations(owner)).toEqual([])
  })

  test('48 are reverted and applied again for one tenant', async () => {
    for (const name of names.toReversed())
      expect(await revertMigrations(owner, { tenant: 'a' })).toEqual([{ tenant: 'a', name }])
    expect(await tables('tenant_a_v1')).toEqual([])
    expect(await tables('tenant_b_v1')).toEqual(readModel)
    expect(await migrationState(owner)).toMatchObject({ tenants: ['a', 'b'], pending: ofTenant('a') })

    const progress: string[] = []
    expect(await runMigrations(owner, { progress: (line) => progress.push(line) })).toEqual(ofTenant('a'))
    expect(progress).toEqual(names.map((name, index) => `${index + 1}/${names.length} a: ${name} applied`))
    const reader = connect(database.reader)
    expect(await asTenant(reader, { tenantId: 'a' }, (tx) => tx`select id from invoices`)).toEqual([])
  })

  test('stop where one fails, leave nothing half done, and continue there in the next run', async () => {
    await owner`delete from finance.migrations`
    // The second migration divides by the number of rows in the first table, and b has none.
    await owner`create table tenant_b_v1.first (id int)`
    const tolerant = files.map((file) => ({
      ...file,
      up: file.up.replace('create table first', 'create table if not exists first'),
    }))
    await owner`insert into finance.migrations (tenant, name) values ('a', '2-Second')`
    await expect(runMigrations(owner, { files: tolerant })).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      tenant: 'b',
      message: expect.stringContaining('b: 2-Second'),
    })
    expect(await tables('tenant_b_v1')).toEqual(['first', ...readModel])
    expect(await migrationState(owner, { files: tolerant })).toMatchObject({
      pending: [{ tenant: 'b', name: '2-Second' }],
    })

    await owner`insert into tenant_b_v1.first values (1)`
    expect(await runMigrations(owner, { files: tolerant })).toEqual([{ tenant: 'b', name: '2-Second' }])
    expect(await tables('tenant_b_v1')).toEqual(['first', ...readModel, 'second'].sort())
  })

  test('stop between two when the time is over, and continue there in the next run', async () => {
    await owner`delete from finance.migrations`
    const all = ['a', 'b'].flatMap((tenant) => files.map(({ name }) => ({ tenant, name })))
    const independent = files.map((file) => ({ ...file, up: 'select 1' }))
    expect(await runMigrations(owner, { files: independent, mayContinue: () => false })).toEqual(
      all.slice(0, 1),
    )
    let left = 2
    expect(await runMigrations(owner, { files: independent, mayContinue: () => --left > 0 })).toEqual(
      all.slice(1, 3),
    )
    expect(await runMigrations(owner, { files: independent })).toEqual(all.slice(3))
  })

  test('that two processes run at once are applied once', async () => {
    await owner`delete from finance.migrations`
    const first = files.slice(0, 1).map((file) => ({ ...file, up: `select pg_sleep(0.1); ${file.up}` }))
    const runs = await Promise.all([
      runMigrations(owner, { files: first }),
      runMigrations(owner, { files: first }),
    ])
    expect(runs.flat()).toEqual([
      { tenant: 'a', name: '1-First' },
      { tenant: 'b', name: '1-First' },
    ])
  })

  test('of another release are not reverted', async () => {
    await owner`insert into finance.migrations (tenant, name) values ('a', '9-Unknown')`
    await expect(revertMigrations(owner, { tenant: 'a' })).rejects.toMatchObject({
      code: 'MIGRATION_UNKNOWN',
    })
  })

  test('of a tenant that does not exist fail', async () => {
    const options = { tenant: 'nobody' }
    await expect(runMigrations(owner, options)).rejects.toThrow(TenantNotFound)
    await expect(revertMigrations(owner, options)).rejects.toThrow(TenantNotFound)
    await expect(migrationState(owner, options)).rejects.toThrow(TenantNotFound)
  })
})
