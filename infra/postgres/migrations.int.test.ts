import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'
import { type Migration, migrationFiles } from './migration-files.ts'
import { readLockSessions, withMigrationLock } from './migration-lock.ts'
import { migrationState, runMigrations, tryMigrations } from './migrations.ts'
import { provisionTenant } from './provision.ts'
import { revertMigrations } from './revert-migrations.ts'
import { asTenant, TenantNotFound } from './tenant-schema.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

const names = migrationFiles().map(({ name }) => name)
const ledger = ['tax_documents', 'tax_lines', 'tax_open_items', 'tax_receipts']
const readModel = ['invoice_search', 'invoices', 'receipts', ...ledger]
const ofTenant = (tenant: string) => names.map((name) => ({ tenant, version: 1, name }))

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
      expect(await revertMigrations(owner, { tenant: 'a' })).toEqual([{ tenant: 'a', version: 1, name }])
    expect(await tables('tenant_a_v1')).toEqual([])
    expect(await tables('tenant_b_v1')).toEqual(readModel)
    expect(await migrationState(owner)).toMatchObject({ tenants: ['a', 'b'], pending: ofTenant('a') })

    const progress: string[] = []
    expect(await runMigrations(owner, { progress: (line) => progress.push(line) })).toEqual(ofTenant('a'))
    expect(progress).toEqual([`1/1 a: ${names.join(', ')} applied`])
    const reader = connect(database.reader)
    expect(await asTenant(reader, { tenantId: 'a' }, (tx) => tx`select id from invoices`)).toEqual([])
  })

  test('are reverted where they are applied, also after a run that had stopped before a tenant', async () => {
    const [last, before] = names.toReversed()
    expect(await revertMigrations(owner, { tenant: 'a' })).toMatchObject([{ tenant: 'a', name: last }])

    expect(await revertMigrations(owner)).toEqual([{ tenant: 'b', version: 1, name: last }])
    expect((await migrationState(owner)).pending.map(({ tenant, name }) => [tenant, name])).toEqual([
      ['a', last],
      ['b', last],
    ])
    expect(await revertMigrations(owner)).toEqual(
      ['a', 'b'].map((tenant) => ({ tenant, version: 1, name: before })),
    )
  })

  test('that are named are reverted once, whoever else reverts them at the same time', async () => {
    const [last = '', before = ''] = names.toReversed()

    const both = await Promise.all([1, 2].map(() => revertMigrations(owner, { name: last })))

    expect(both.flat()).toEqual(['a', 'b'].map((tenant) => ({ tenant, version: 1, name: last })))
    expect(await revertMigrations(owner, { name: last })).toEqual([])
    expect(await revertMigrations(owner, { name: before, tenant: 'a' })).toMatchObject([{ name: before }])
  })

  test('are reverted once when two sessions revert at once, and the one before stays', async () => {
    const last = ['a', 'b'].map((tenant) => ({ tenant, version: 1, name: names.at(-1) }))
    const { reverts } = await withMigrationLock(owner, async () => {
      const reverts = Promise.all([revertMigrations(owner), revertMigrations(owner)])
      while ((await readLockSessions(owner)).length < 3) await setImmediate()
      return { reverts }
    })

    expect((await reverts).flat()).toEqual(last)
    expect((await migrationState(owner)).pending).toEqual(last)
  })

  test('that are named are not reverted below a newer one, nor when no such migration exists', async () => {
    const [last = '', before = ''] = names.toReversed()
    await revertMigrations(owner, { name: last, tenant: 'a' })

    await expect(revertMigrations(owner, { name: before })).rejects.toThrow(
      `b: ${last} is newer than ${before}. Revert it first`,
    )
    await expect(revertMigrations(owner, { name: names[0] })).rejects.toThrow(`a: ${before} is newer than`)
    await expect(revertMigrations(owner, { name: `${last}s` })).rejects.toThrow(
      `${last}s is not a migration of this release: npm run migration:show shows their names`,
    )

    const pending = (await migrationState(owner)).pending
    expect(pending).toEqual([{ tenant: 'a', version: 1, name: last }])
  })

  test('leave nothing of a tenant where one fails, and the next run continues with that tenant', async () => {
    await owner`delete from finance.migrations`
    // The second migration divides by the number of rows in the first table, and b has none.
    const filled = files.map((file) => ({
      ...file,
      up: `${file.up}; insert into first select 1 where current_schema() like '%_a_v1'`,
    }))
    await expect(runMigrations(owner, { files: filled })).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      tenant: 'b',
      message: expect.stringContaining('b: 2-Second failed'),
    })
    expect(await tables('tenant_a_v1')).toEqual(['first', ...readModel, 'second'].sort())
    expect(await tables('tenant_b_v1')).toEqual(readModel)
    const left = files.map(({ name }) => ({ tenant: 'b', version: 1, name }))
    expect(await migrationState(owner, { files: filled })).toMatchObject({ pending: left })

    const mended = filled.map((file) => ({
      ...file,
      up: file.up.replace(" where current_schema() like '%_a_v1'", ''),
    }))
    expect(await runMigrations(owner, { files: mended })).toEqual(left)
    expect(await tables('tenant_b_v1')).toEqual(['first', ...readModel, 'second'].sort())
  })

  test('stop between two tenants when the time is over, and continue there in the next run', async () => {
    await owner`delete from finance.migrations`
    const all = ['a', 'b'].map((tenant) => files.map(({ name }) => ({ tenant, version: 1, name })))
    const independent = files.map((file) => ({ ...file, up: 'select 1' }))
    expect(await runMigrations(owner, { files: independent, mayContinue: () => false })).toEqual(all[0])
    expect(await runMigrations(owner, { files: independent })).toEqual(all[1])
  })

  test('whose script is gone are not recorded as applied', async () => {
    await owner`delete from finance.migrations`
    const read = files.map((file) => ({ ...file, up: 'select 1' }))
    const removed = runMigrations(owner, { files: read, progress: () => void read.splice(0) })
    await expect(removed).rejects.toMatchObject({
      code: 'MIGRATION_UNKNOWN',
      message: expect.stringContaining('b: 1-First'),
    })
    expect((await migrationState(owner, { files })).applied.map(({ tenant }) => tenant)).toEqual(['a', 'a'])
  })

  test('that two processes run at once are applied once', async () => {
    await owner`delete from finance.migrations`
    const first = files.slice(0, 1).map((file) => ({ ...file, up: `select pg_sleep(0.1); ${file.up}` }))
    const runs = await Promise.all([
      runMigrations(owner, { files: first }),
      runMigrations(owner, { files: first }),
    ])
    expect(runs.flat()).toEqual([
      { tenant: 'a', version: 1, name: '1-First' },
      { tenant: 'b', version: 1, name: '1-First' },
    ])
  })

  test('reach a tenant that is made while they run', async () => {
    await owner`delete from finance.migrations`
    const first = [{ name: '1-First', up: 'create table first (id int)', down: '' }]
    // An older release, which knows no migration of this one and does not wait for its lock.
    const makeTenant = async () => {
      await owner`create schema tenant_late_v1`
      await owner`insert into finance.tenants (id) values ('late')`
    }
    let made: Promise<void> | undefined
    const applied = await runMigrations(owner, {
      files: first,
      mayContinue: () => true,
      progress: () => {
        made ??= makeTenant()
      },
    })
    await made
    const rest = await runMigrations(owner, { files: first })
    expect([...applied, ...rest].map(({ tenant }) => tenant)).toEqual(['a', 'b', 'late'])
    await owner`drop schema tenant_late_v1 cascade`
  })

  test('that are only tried leave the database as it was', async () => {
    await owner`delete from finance.migrations`
    const progress: string[] = []
    const [first] = files
    const tried = await tryMigrations(owner, {
      files: first ? [first] : [],
      progress: (line) => progress.push(line),
    })
    expect(tried).toEqual(['a', 'b'].map((tenant) => ({ tenant, version: 1, name: '1-First' })))
    expect(progress).toEqual(['1/2 a: tried and rolled back', '2/2 b: tried and rolled back'])
    expect(await tables('tenant_a_v1')).toEqual(readModel)
    await expect(tryMigrations(owner, { files })).rejects.toMatchObject({
      message: expect.stringContaining('a: 2-Second failed'),
    })
    expect(await owner`select from finance.migrations`).toHaveLength(0)
  })

  test('are refused by a release that is older than the database', async () => {
    await owner`insert into finance.migrations (tenant, name) values ('b', '9-Newer')`
    await owner`delete from finance.migrations where tenant = 'a'`
    const refused = { code: 'MIGRATION_UNKNOWN', message: expect.stringContaining('b: 9-Newer') }
    await expect(runMigrations(owner)).rejects.toMatchObject(refused)
    await expect(tryMigrations(owner)).rejects.toMatchObject(refused)
    expect(await migrationState(owner, { tenant: 'a' })).toMatchObject({ applied: [] })
  })

  test('wait for the schemas that a rebuild has not made yet', async () => {
    await owner`insert into finance.read_models (version) values (2)`
    expect(await runMigrations(owner)).toEqual([])
    await owner`create schema tenant_a_v2`
    expect((await migrationState(owner)).pending.map(({ tenant }) => tenant)).toContain('a')
    expect((await migrationState(owner, { liveOnly: true })).pending).toEqual([])
    await owner`drop schema tenant_a_v2`
    await owner`delete from finance.read_models where version = 2`
    expect(await tables('finance')).not.toContain('invoices')
  })

  test('are applied in each version of the read model that is not retired', async () => {
    await owner`insert into finance.read_models (version) values (2)`
    await owner`create schema tenant_a_v2`
    await owner`create schema tenant_b_v2`
    const progress: string[] = []
    const applied = await runMigrations(owner, { progress: (line) => progress.push(line.slice(0, 9)) })
    expect(new Set(applied.map(({ version }) => version))).toEqual(new Set([2]))
    expect(progress).toEqual(['1/2 a v2:', '2/2 b v2:'])
    expect(await tables('tenant_b_v2')).toEqual(readModel)
    await owner`delete from finance.read_models where version = 2`
    await owner`drop schema tenant_a_v2 cascade`
    await owner`drop schema tenant_b_v2 cascade`
    expect((await migrationState(owner)).pending).toEqual([])
  })

  test('of another release are not reverted', async () => {
    await owner`insert into finance.migrations (tenant, name) values ('b', '9-Unknown')`
    await expect(revertMigrations(owner)).rejects.toMatchObject({ code: 'MIGRATION_UNKNOWN' })
    expect((await migrationState(owner)).pending).toEqual([])
  })

  test('of a tenant that does not exist fail', async () => {
    const options = { tenant: 'nobody' }
    await expect(runMigrations(owner, options)).rejects.toThrow(TenantNotFound)
    await expect(revertMigrations(owner, options)).rejects.toThrow(TenantNotFound)
    await expect(migrationState(owner, options)).rejects.toThrow(TenantNotFound)
  })
})
