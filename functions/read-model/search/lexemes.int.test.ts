import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { connect, type Sql } from '../../../infra/postgres/connect.ts'
import { migrationFiles } from '../../../infra/postgres/migration-files.ts'
import { runMigrations } from '../../../infra/postgres/migrations.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { revertMigrations } from '../../../infra/postgres/revert-migrations.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { sampleInvoices } from '../../../infra/tools/bench/sample-invoices.ts'
import { type Change, changeOf, saveRows } from '../rows/invoice-table.ts'

/**
 * The lexemes have to be out of line, so that the rows are narrow. The default of the column `filler` brings
 * this about when a row is created; PostgreSQL moves wide values out of line again in every update of a row
 * that has such values.
 */
const invoiceCount = 200

let database: TestDatabase
let owner: Sql
let changes: Change[]

beforeAll(async () => {
  database = await testDatabase()
  owner = connect(database.owner)
  await provisionTenant(owner, 'acme')
  const samples = [
    ...sampleInvoices({ tenantId: 'acme', count: invoiceCount, until: '2026-11-20T06:00:00.000Z' }),
  ]
  changes = samples.map(({ invoice, events }) => changeOf(invoice, events.length - 1, -1))
  await saveRows(owner, { tenantId: 'acme', version: 1 }, changes)
})
afterAll(() => database.drop())

/** Saves every row again, one revision later. */
const update = async (edit: (change: Change) => Partial<Change>) => {
  changes = changes.map((change) => {
    const revision = Number(change.row.revision)
    return {
      ...change,
      row: { ...change.row, revision: String(revision + 1) },
      from: revision,
      ...edit(change),
    }
  })
  await saveRows(owner, { tenantId: 'acme', version: 1 }, changes)
}

const countRows = async () => {
  const [row] = await owner<{ all: number; outOfLine: number }[]>`
    select count(*)::int as all, count(pg_column_toast_chunk_id(lexemes))::int as "outOfLine"
    from tenant_acme_v1.invoice_search`
  return row
}

const everyRow = { all: invoiceCount, outOfLine: invoiceCount }

test('the lexemes of new rows are out of line, and the rows take a small part of the pages', async () => {
  expect(await countRows()).toEqual(everyRow)
  const [size] = await owner<{ rows: number; lexemes: number }[]>`
    select pg_relation_size(oid)::int as rows, pg_relation_size(reltoastrelid)::int as lexemes
    from pg_class where oid = 'tenant_acme_v1.invoice_search'::regclass`
  expect(size?.rows).toBeLessThan((size?.lexemes ?? 0) / 2)
})

test('lexemes stay out of line when a row is updated', async () => {
  await update(() => ({}))
  expect(await countRows()).toEqual(everyRow)
})

test('changed lexemes are out of line too', async () => {
  await update(({ lexemes }) => ({ lexemes: [...lexemes, 'changed'] }))
  expect(await countRows()).toEqual(everyRow)
  const [found] =
    await owner`select count(*)::int from tenant_acme_v1.invoice_search where lexemes @@ 'changed'`
  expect(found).toEqual({ count: invoiceCount })
})

test('the migration stores lexemes out of line', async () => {
  const created = migrationFiles().findIndex(({ name }) => name.endsWith('-SearchByWords'))
  for (const _ of migrationFiles().slice(created)) await revertMigrations(owner, { tenant: 'acme' })
  await runMigrations(owner, { tenant: 'acme' })
  expect(await countRows()).toEqual(everyRow)
})
