import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'
import { writeConnection } from './connection-file.ts'
import { type Migration, migrationFiles } from './migration-files.ts'
import { appliedMigrations, pendingMigrations, revertMigrations, runMigrations } from './migrations.ts'
import { provisionTenant } from './provision.ts'
import { asTenant } from './tenant-schema.ts'

// Servers start here, on machines that may be busy.
jest.setTimeout(60_000)

const names = migrationFiles().map(({ name }) => name)
const readModel = ['invoice_search', 'invoices']
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
  const rows = await owner<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = ${schema} order by 1`
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
  test('48 make the read model with the tenant, and once', async () => {
    expect(await tables('tenant_a_v1')).toEqual(readModel)
    const appliedAt = expect.stringMatching(/^\d{4}-.*Z$/)
    expect(await appliedMigrations(owner, 'a')).toEqual(ofTenant('a').map((one) => ({ ...one, appliedAt })))
    expect(await runMigrations(owner)).toEqual([])
  })

  test('48 are taken back and applied again, for one tenant alone', async () => {
    for (const name of names.toReversed())
      expect(await revertMigrations(owner, { tenant: 'a' })).toEqual([{ tenant: 'a', name }])
    expect(await tables('tenant_a_v1')).toEqual([])
    expect(await tables('tenant_b_v1')).toEqual(readModel)
    expect(await pendingMigrations(owner)).toEqual(ofTenant('a'))

    const progress: string[] = []
    expect(await runMigrations(owner, { progress: (line) => progress.push(line) })).toEqual(ofTenant('a'))
    expect(progress).toEqual(names.map((name, index) => `${index + 1}/${names.length} a: ${name} applied`))
    const reader = connect(database.reader)
    expect(await asTenant(reader, { tenantId: 'a' }, (tx) => tx`select id from invoices`)).toEqual([])
  })

  test('stop at a tenant that fails, leave nothing half done there, and go on from there', async () => {
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
    expect(await pendingMigrations(owner, { files: tolerant })).toEqual([{ tenant: 'b', name: '2-Second' }])

    await owner`insert into tenant_b_v1.first values (1)`
    expect(await runMigrations(owner, { files: tolerant })).toEqual([{ tenant: 'b', name: '2-Second' }])
    expect(await tables('tenant_b_v1')).toEqual(['first', ...readModel, 'second'])
  })

  test('run at once by two, are applied once', async () => {
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

  test('of another release are not taken back blindly', async () => {
    await owner`insert into finance.migrations (tenant, name) values ('a', '9-Unknown')`
    await expect(revertMigrations(owner, { tenant: 'a' })).rejects.toMatchObject({
      code: 'MIGRATION_UNKNOWN',
    })
    await expect(runMigrations(owner, { tenant: 'nobody' })).rejects.toMatchObject({
      code: 'TENANT_NOT_FOUND',
    })
  })
})

describe('the migration command', () => {
  type Outcome = { code: number; stdout: string; stderr: string }
  const command = (args: string[], env: Record<string, string>): Promise<Outcome> =>
    new Promise((resolve) => {
      const program = join(import.meta.dirname, '../tools/migration/migration-command.ts')
      execFile(
        process.execPath,
        [program, ...args],
        { env: { PATH: process.env.PATH, ...env } },
        (error, stdout, stderr) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
      )
    })

  const configured = (): Record<string, string> => ({
    DATABASE_HOST: database.owner.host,
    DATABASE_PORT: String(database.owner.port),
    DATABASE_NAME: database.owner.database,
    DATABASE_USERNAME: database.owner.user,
    DATABASE_PASSWORD: database.owner.password,
  })

  test('shows, reverts and runs on the configured database', async () => {
    for (const name of names.toReversed())
      expect(await command(['revert', '--tenant', 'a'], configured())).toMatchObject({
        code: 0,
        stdout: `reverted  a  ${name}\n`,
      })
    const shown = await command(['show'], configured())
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    const applied = names.map((name) => `applied  b  ${name}  .*Z\n`)
    const pending = names.map((name) => `pending  a  ${name}\n`)
    expect(shown.stdout).toMatch(new RegExp(`^${[...applied, ...pending].join('')}$`))
    expect(await command(['run'], configured())).toMatchObject({
      code: 0,
      stdout: names.map((name) => `applied  a  ${name}\n`).join(''),
      stderr: expect.stringContaining(`1/${names.length}`),
    })
    expect(await command(['run'], configured())).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'nothing to do\n',
    })
  })

  test('finds the embedded database of the data folder', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'finance data '))
    try {
      writeConnection(dataDir, { ...database, pid: process.pid })
      expect(await command(['show', '--tenant', 'b'], { DATA_DIR: dataDir })).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(String(names[0])),
      })
      writeConnection(dataDir, { ...database, pid: 2 ** 22 + 1 })
      expect(await command(['show'], { DATA_DIR: dataDir })).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('DATABASE_HOST is not set'),
      })
    } finally {
      rmSync(dataDir, { recursive: true })
    }
  })

  test('helps, and says what was called wrongly', async () => {
    expect(await command(['--help'], {})).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('migration:run'),
    })
    for (const args of [[], ['sow'], ['show', 'more'], ['run', '--tenat', 'a'], ['run', '--tenant', 'A!']]) {
      expect(await command(args, {})).toMatchObject({ code: 2, stdout: '' })
    }
    expect(await command(['run', '--tenant', 'nobody'], configured())).toMatchObject({
      code: 1,
      stderr: 'There is no tenant nobody\n',
    })
    expect(await command(['show'], { ...configured(), DATABASE_PORT: '1' })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ECONNREFUSED'),
    })
  })
})
