import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { connect } from '../../../postgres/connect.ts'
import { provisionTenant } from '../../../postgres/provision.ts'
import { type TestDatabase, testDatabase } from '../../../run/local/postgres/test-database.ts'
import { fillLedger } from './fill.ts'

// The hook starts a server, which takes long on a busy machine.
jest.setTimeout(60_000)

let database: TestDatabase
const logged: string[] = []
const owner = () => connect(database.owner)

beforeAll(async () => {
  database = await testDatabase()
  await provisionTenant(owner(), 'acme')
  const months = [
    { month: '2026-02-01', invoices: 80 },
    { month: '2026-06-01', invoices: 120 },
  ]
  await fillLedger(owner(), { tenantId: 'acme', months, log: (line) => logged.push(line) })
})
afterAll(() => database.drop())

test('each month has its invoices, and one in 20 has a note', async () => {
  const rows = await owner()`
    select to_char(issued_on, 'YYYY-MM') as month, fiscal_year, count(*)::int from tenant_acme_v1.tax_documents
    where kind = '6.3' group by 1, 2 order by 1`
  expect([...rows]).toEqual([
    { month: '2026-02', fiscal_year: '2025-2026', count: 80 },
    { month: '2026-06', fiscal_year: '2025-2026', count: 120 },
  ])
  const [notes] = await owner()`
    select count(*)::int, count(*) filter (where number like '%-2026-%')::int as numbered
    from tenant_acme_v1.tax_documents where kind <> '6.3'`
  expect(notes).toEqual({ count: 10, numbered: 10 })
  expect(logged).toEqual(['filled 200 of 200 invoices into the ledger'])
})

test('the amounts of a document are the sums of its lines', async () => {
  const [row] = await owner()`
    select count(*)::int as documents, count(*) filter (where (value, sd, vat) = (sums.v, sums.s, sums.t))::int
      as equal
    from tenant_acme_v1.tax_documents join (
      select document_id, sum(value) as v, sum(sd) as s, sum(vat) as t from tenant_acme_v1.tax_lines group by 1
    ) as sums using (document_id)`
  expect(row).toEqual({ documents: 210, equal: 210 })
})

test('every note of the return has lines, and four in five invoices are paid', async () => {
  const notes = await owner()`select distinct return_note as note from tenant_acme_v1.tax_lines order by 1`
  expect(notes.map(({ note }) => note)).toEqual([1, 2, 3, 4, 6, 7, 8])
  const [row] = await owner()`
    select count(distinct invoice_id)::int as paid, count(claim_period)::int as certificates
    from tenant_acme_v1.tax_receipts`
  expect(row).toEqual({ paid: 160, certificates: 40 })
})
