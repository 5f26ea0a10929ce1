import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import * as example from '../../../domain/testing/examples.ts'
import { type Decide, invoiceAfter } from '../../../domain/testing/scenario.ts'
import { connect, type Sql } from '../../../infra/postgres/connect.ts'
import { migrationFiles } from '../../../infra/postgres/migration-files.ts'
import { runMigrations } from '../../../infra/postgres/migrations.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { revertMigrations } from '../../../infra/postgres/revert-migrations.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { changeOf, saveRows } from './invoice-table.ts'

let database: TestDatabase
let owner: Sql
beforeAll(async () => {
  database = await testDatabase()
  owner = connect(database.owner)
  await provisionTenant(owner, 'acme')
})
afterAll(() => database.drop())

const { approving, creatingLines, tenBags } = example
const withheld = { ...tenBags, vdsRate: '5', advanceIncomeTaxRate: '3' }
const part = [{ lineItemId: 'i-1-1', quantity: '4' }]
const certificate = (method: 'VDS_CERTIFICATE' | 'TDS_CERTIFICATE') =>
  example.paying('10', { id: method, method, certificateNumber: 'C-1', certificateDate: '2024-10-15' })
const numbered = (invoice: ExistingInvoice, numbers: readonly (string | null)[]): ExistingInvoice => ({
  ...invoice,
  notes: invoice.notes.map((note, index) => ({ ...note, number: numbers[index] ?? null })),
})

const lives: Record<string, readonly Decide[]> = {
  'a draft': [creatingLines(withheld)],
  'an issued invoice from which nothing is withheld': [creatingLines(tenBags), approving()],
  'one from which VAT and income tax are withheld': [creatingLines(tenBags, withheld), approving()],
  'one with a VDS certificate': [creatingLines(withheld), approving(), certificate('VDS_CERTIFICATE')],
  'one with a reversed TDS certificate': [
    ...[creatingLines(withheld), approving(), certificate('TDS_CERTIFICATE')],
    example.reversing('TDS_CERTIFICATE'),
  ],
  'one with notes': [creatingLines(withheld), approving(), example.crediting(part), example.debiting(part)],
  'a cancelled one': [creatingLines(withheld), approving(), example.cancelling()],
  'one of which half a poisha of tax is withheld': [
    creatingLines({
      ...tenBags,
      quantity: '1',
      unitPrice: '0.10',
      vdsRate: '5',
      advanceIncomeTaxRate: '4.9999',
    }),
    approving(),
  ],
}

const readColumns = async () => ({
  rows: [
    ...(await owner`
      select id, "noteNumbers", place, "lacksVds", "lacksTds" from tenant_acme_v1.invoices order by id`),
  ],
  search: [
    ...(await owner`
      select id, place, "lacksVds", "lacksTds" from tenant_acme_v1.invoice_search order by id`),
  ],
})

test('48 57 the migration fills the columns of existing rows as the projection does, and can be reverted', async () => {
  const invoices = Object.values(lives).map((life, index) => ({
    ...numbered(invoiceAfter(...life), [
      'MUSHAK-6.7-2024-10-000001',
      index % 2 ? null : 'MUSHAK-6.8-2024-10-000001',
    ]),
    id: `00000000-0000-4000-8000-00000000000${index}`,
    invoiceNumber: `INV-2024-10-15-00000${index + 1}`,
    place: index % 3 ? 'MAIN' : 'CTG',
  }))
  await saveRows(
    owner,
    { tenantId: 'acme', version: 1 },
    invoices.map((invoice) => changeOf(invoice, 1, -1)),
  )
  const written = await readColumns()
  expect(written.rows.map(({ lacksVds, lacksTds }) => [lacksVds, lacksTds])).toEqual([
    [false, false],
    [false, false],
    [true, true],
    [false, true],
    [true, true],
    [true, true],
    [false, false],
    [true, false],
  ])
  expect(written.search).toEqual(written.rows.map(({ noteNumbers, ...others }) => others))
  expect(written.rows[5]?.noteNumbers).toEqual(['MUSHAK-6.7-2024-10-000001'])

  const first = migrationFiles().findIndex(({ name }) => name.endsWith('-FindByNotesPlacesAndCertificates'))
  for (const _ of migrationFiles().slice(first)) await revertMigrations(owner, { tenant: 'acme' })
  await runMigrations(owner, { tenant: 'acme' })
  expect(await readColumns()).toEqual(written)
})
