import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { changeOf, saveRows } from '../../../../functions/read-model/rows/invoice-table.ts'
import { connect } from '../../../postgres/connect.ts'
import { provisionTenant } from '../../../postgres/provision.ts'
import { databaseVariables } from '../../../run/local/postgres/database-variables.ts'
import { type TestDatabase, testDatabase } from '../../../run/local/postgres/test-database.ts'
import { sampleInvoices } from '../sample-invoices.ts'
import { copyInvoices } from './copy-invoices.ts'
import { openRawWriter, type RawWriter } from './raw-upsert.ts'

// The hook starts a server, which takes long on a busy machine.
jest.setTimeout(60_000)

let database: TestDatabase
let raw: RawWriter
const owner = () => connect(database.owner)

const samples = [...sampleInvoices({ tenantId: 'acme', count: 40, until: '2026-07-01T00:00:00.000Z' })]
const save = (some: typeof samples, from: number) =>
  saveRows(
    owner(),
    { tenantId: 'acme', version: 1 },
    some.map(({ invoice, events }) => changeOf(invoice, events.length - 1 + from, from - 1)),
  )

beforeAll(async () => {
  database = await testDatabase()
  for (const tenantId of ['acme', 'bengal', 'copies']) await provisionTenant(owner(), tenantId)
  raw = await openRawWriter(databaseVariables(database), 'acme')
})
afterAll(async () => {
  await raw?.close()
  await database.drop()
})

test('what was written since a transaction, and nothing else, is written into another tenant', async () => {
  await save(samples.slice(0, 10), 0)
  const since = await raw.nextTransaction()
  await save(samples.slice(10), 0)
  const ids = samples.map(({ id }) => id)
  const written = await raw.readWritten('acme', ids, since)
  expect(written.rows).toBe(2 * 30)
  await raw.write('bengal', written)
  expect(await raw.digest('bengal')).not.toBe(await raw.digest('acme'))
  await raw.write('bengal', await raw.readWritten('acme', ids, '0'))
  expect(await raw.digest('bengal')).toBe(await raw.digest('acme'))
  expect(await raw.digest('bengal')).toMatch(/^invoices 40 .*, invoice_search 40 /)
})

test('copies of invoices have ids and numbers of their own, and a search finds them by these', async () => {
  const logged: string[] = []
  await copyInvoices(owner(), { from: 'acme', to: 'copies', copies: 12, log: (line) => logged.push(line) })
  const [row] = await owner()`
    select count(*)::int as rows, count(distinct id)::int as ids, count(distinct "tenantId")::int as tenants,
      count(distinct "invoiceNumber")::int as numbers,
      count(*) filter (where exists (
        select from tenant_copies_v1.invoice_search as search where search.id::text = invoices.id
          and search."createdAt" = invoices."createdAt"
          and '#' || replace(lower("invoiceNumber"), '-', '.') = any(tsvector_to_array(lexemes))
      ))::int as found
    from tenant_copies_v1.invoices`
  expect(row).toEqual({ rows: 480, ids: 480, tenants: 1, numbers: 480, found: 480 })
  const indexes = (tenant: string) => owner()`
    select indexname as name from pg_indexes where schemaname = ${`tenant_${tenant}_v1`} order by 1`
  expect([...(await indexes('copies'))]).toEqual([...(await indexes('acme'))])
  expect(logged).toContain('copied 480 of 480 invoices')
})
