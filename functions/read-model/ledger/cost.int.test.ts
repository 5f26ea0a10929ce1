import { beforeAll, expect, jest, test } from '@jest/globals'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { readHighValueInvoices } from './high-value.ts'
import { readSalesBook } from './sales-book.ts'
import { readSubForm } from './sub-form.ts'
import { asAcme, ownerOfLedger, useLedger } from './testing/ledger-database.ts'

// The hook fills tables, which takes long on a busy machine.
jest.setTimeout(120_000)

useLedger({ keeps: true })

const documents = 30_000
const july = { from: '2025-07-01', to: '2025-07-31' }

/** Documents with two lines each from July 2025 on, 10,000 a month; one in ten is a credit note. */
beforeAll(async () => {
  const sql = ownerOfLedger()
  await sql.unsafe(`
    set search_path to tenant_acme_v1;
    insert into tax_documents (document_id, invoice_id, kind, place, fiscal_year, serial, number, issued_at,
      issued_on, original_number, original_issued_at, reason, buyer_id, due_date, value, sd, vat)
    select md5(n::text)::uuid, md5(n::text)::uuid, case when is_note then '6.7' else '6.3' end, 'MAIN',
      '2025-2026', n, n::text, at, (at at time zone interval '6 hours')::date, case when is_note then 'x' end,
      case when is_note then at end, case when is_note then 'x' end, 'c-1', '2025-08-31', 300000, 0, 45000
    from generate_series(1, ${documents}) as n, lateral (select n % 10 = 0 as is_note,
      timestamptz '2025-07-01T00:00:00Z' + (n / 10000) * interval '1 month'
        + (n % 10000) * interval '4 min' as at) as made;
    insert into tax_lines (document_id, line_id, line_no, kind, issued_on, supply_class, return_note,
      first_of_return_note, vat_category, vat_rate, sd_rate, hs_code, description, unit, quantity,
      value, sd, vat)
    select document_id, line_no::text, line_no, kind, issued_on, 'GENERAL', 4,
      line_no = 1, 'STANDARD', 15, 0, 'code', 'description ' || serial % 50, 'bag', 1,
      150000, 0, 22500
    from tax_documents, generate_series(1, 2) as line_no;
    insert into tax_receipts (invoice_id, payment_id, buyer_id, kind, method, amount, paid_on, claim_period)
    select document_id, 'p', 'c-1', 'RECEIPT', 'VDS_CERTIFICATE', 100, issued_on,
      date_trunc('month', issued_on)
    from tax_documents where kind = '6.3' and serial % 7 = 0;
    analyze tax_documents; analyze tax_lines; analyze tax_receipts`)
}, 120_000)

type Reads = { table: string; whole: number; rows: number }

/**
 * How often this connection has read a whole table, and how many rows by an index, since some time before.
 */
const readCounters = (sql: Queries) =>
  sql<Reads[]>`
    select relname as "table", seq_scan::int as whole, idx_tup_fetch::int as rows
    from pg_stat_xact_user_tables where schemaname = 'tenant_acme_v1' and relname like 'tax%'`

/** Runs a read and returns what it read of each table. */
const rowsReadBy = (read: (sql: Queries) => Promise<unknown>): Promise<Reads[]> =>
  asAcme(async (sql) => {
    const before = new Map((await readCounters(sql)).map((one) => [one.table, one]))
    await read(sql)
    return (await readCounters(sql))
      .map(({ table, whole, rows }) => ({
        table,
        whole: whole - (before.get(table)?.whole ?? 0),
        rows: rows - (before.get(table)?.rows ?? 0),
      }))
      .filter(({ whole, rows }) => whole + rows > 0)
  })

const limit = 20
const lastOf = <Row>(rows: readonly Row[]): Row => rows.at(-1) as Row

/** A page at the beginning of July and one after 600 rows of it. */
const pages: readonly [string, (sql: Queries, isDeep: boolean) => Promise<unknown>][] = [
  [
    'the sales book',
    async (sql, isDeep) => readSalesBook(sql, july, { limit, after: isDeep ? positions.line : null }),
  ],
  [
    'the sales book of note 4',
    async (sql, isDeep) =>
      readSalesBook(sql, july, { limit, note: 4, after: isDeep ? positions.line : null }),
  ],
  [
    'the large invoices',
    async (sql, isDeep) =>
      readHighValueInvoices(sql, july, { limit, after: isDeep ? positions.invoice : null }),
  ],
  [
    'the credit notes',
    async (sql, isDeep) => readSubForm(sql, july, 31, { limit, after: isDeep ? positions.note : null }),
  ],
]

let positions: {
  line: Awaited<ReturnType<typeof readSalesBook>>[number]
  invoice: Awaited<ReturnType<typeof readHighValueInvoices>>[number]
  note: Awaited<ReturnType<typeof readSubForm>>[number]
}
beforeAll(async () => {
  const all = { after: null, limit: 600 }
  positions = await asAcme(async (sql) => ({
    line: lastOf(await readSalesBook(sql, july, all)),
    invoice: lastOf(await readHighValueInvoices(sql, july, all)),
    note: lastOf(await readSubForm(sql, july, 31, { after: null, limit: 60 })),
  }))
})

test.each(pages)(
  'a page of %s reads the rows that it has, at the beginning and deep in it',
  async (_, read) => {
    for (const isDeep of [false, true])
      for (const { table, whole, rows } of await rowsReadBy((sql) => read(sql, isDeep))) {
        expect([isDeep, table, whole]).toEqual([isDeep, table, 0])
        expect([isDeep, table, rows <= 6 * limit]).toEqual([isDeep, table, true])
      }
  },
)

test.each([
  [4, 'tax_lines', `kind = '6.3' and issued_on between '2025-07-01' and '2025-07-07'`],
  [29, 'tax_receipts', `claim_period between '2025-07-01' and '2025-07-07'`],
] as const)('a page of sub-form %i reads no row of %s of another period', async (note, name, ofPeriod) => {
  const week = { from: '2025-07-01', to: '2025-07-07' }
  const reads = await rowsReadBy((sql) => readSubForm(sql, week, note, { after: null, limit }))
  const [row] = await asAcme((sql) =>
    sql.unsafe(`select count(*)::int as rows from ${name} where ${ofPeriod}`),
  )
  const { whole, rows } = reads.find(({ table }) => table === name) ?? { whole: -1, rows: -1 }
  expect(whole).toBe(0)
  // The planner looks some rows up too, to estimate ranges.
  expect(rows).toBeGreaterThanOrEqual(row?.rows)
  expect(rows).toBeLessThanOrEqual(row?.rows + limit)
})
