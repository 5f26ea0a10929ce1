import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { findManifest } from '../run/host/find-manifest.ts'
import { readManifest } from '../run/host/manifest.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'
import { type Migration, migrationFiles } from './migration-files.ts'
import { maxLockWaitMs, runMigrations } from './migrations.ts'
import { provisionTenant } from './provision.ts'
import { asTenant } from './tenant-schema.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

let database: TestDatabase
let owner: Sql

beforeAll(async () => {
  database = await testDatabase()
  owner = connect(database.owner)
  await provisionTenant(owner, 'a')
})
afterAll(() => database.drop())

const hasTable = async (name: string): Promise<boolean> => {
  const [row] = await owner<{ has: boolean }[]>`select to_regclass(${name}) is not null as has`
  return row?.has === true
}

const isWaitedFor = async (table: string): Promise<boolean> => {
  const [row] = await owner<{ waits: boolean }[]>`
    select exists (select from pg_locks where relation = ${table}::regclass and not granted) as waits`
  return row?.waits === true
}

test('scripts are run again after a deadlock, and fail where it comes each time', async () => {
  // A sequence counts the attempts, because no rollback sets it back.
  await owner`create sequence public.attempts`
  const failing = (condition: string): Migration => ({
    name: '3-Failing',
    up: `create table third (id int); do $$ begin if nextval('public.attempts') ${condition} then
      raise exception 'deadlock detected' using errcode = '40P01'; end if; end $$`,
    down: 'drop table third',
  })
  const applied = { tenant: 'a', version: 1, name: '3-Failing' }
  await expect(
    runMigrations(owner, { tenant: 'a', files: [...migrationFiles(), failing('> 0')] }),
  ).rejects.toMatchObject({ code: 'MIGRATION_FAILED', message: 'a: 3-Failing failed: deadlock detected' })
  expect(await hasTable('tenant_a_v1.third')).toBe(false)
  await owner`alter sequence public.attempts restart`
  expect(await runMigrations(owner, { tenant: 'a', files: [...migrationFiles(), failing('< 3')] })).toEqual([
    applied,
  ])
  expect(await hasTable('tenant_a_v1.third')).toBe(true)
  await owner`delete from finance.migrations where name = '3-Failing'`
})

test('a script that waits for a table lets the queries of its tenant pass, and runs later', async () => {
  const files = [...migrationFiles(), { name: '3-Wide', up: 'alter table invoices add wide int', down: '' }]
  const reader = connect(database.reader)
  const isReading = Promise.withResolvers<void>()
  const isRead = Promise.withResolvers<void>()
  const reading = asTenant(reader, { tenantId: 'a' }, async (tx) => {
    await tx`select from invoices`
    isReading.resolve()
    await isRead.promise
  })
  await isReading.promise

  const migrating = runMigrations(owner, { files })
  while (!(await isWaitedFor('tenant_a_v1.invoices'))) await pause(10)
  await asTenant(reader, { tenantId: 'a' }, (tx) => tx`select from invoices`)

  isRead.resolve()
  await reading
  expect(await migrating).toEqual([{ tenant: 'a', version: 1, name: '3-Wide' }])
})

test('a script waits longer for a table than a report may be read', () => {
  const { functions } = readManifest(findManifest(import.meta.dirname), {})
  expect(maxLockWaitMs).toBeGreaterThan((functions.get('reports')?.timeoutSeconds ?? Number.NaN) * 1000)
})
