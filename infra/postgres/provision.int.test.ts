import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'
import { provisionTenant } from './provision.ts'
import { setUpDatabase } from './setup.ts'
import { asTenant } from './tenant-schema.ts'

// Servers start here, on machines that may be busy.
jest.setTimeout(60_000)

const invoice = (tenantId: string, id: string) => ({
  id,
  tenantId,
  invoiceNumber: `INV-${id}`,
  status: 'DRAFT',
  vendorId: tenantId,
  customerId: 'c-1',
  customerName: 'রহিম ট্রেডার্স',
  invoiceDate: '2025-02-28',
  dueDate: '2025-03-31',
  fiscalYear: '2024-2025',
  subtotal: '90071992547409.93',
  supplementaryDuty: '0.00',
  vatAmount: '0.00',
  grandTotal: '90071992547409.93',
  paidAmount: '0.00',
  balance: '90071992547409.93',
  createdAt: '2025-02-28T10:30:00.123Z',
  updatedAt: '2025-02-28T10:30:00.123Z',
  revision: '0',
})

const inserted = (writer: Sql, row: ReturnType<typeof invoice>) =>
  writer`insert into ${writer(`tenant_${row.tenantId}_v1`)}.invoices ${writer({ ...row, state: writer.json({ id: row.id }) } as never)}`

describe('tenants in the database', () => {
  let database: TestDatabase
  let owner: Sql
  let writer: Sql
  let reader: Sql

  beforeAll(async () => {
    database = await testDatabase()
    owner = connect(database.owner)
    writer = connect(database.writer)
    // One connection, so that tenants take turns on it.
    reader = connect({ ...database.reader, max: 1 })
    for (const tenant of ['acme', 'bengal']) await provisionTenant(owner, tenant)
    await inserted(writer, invoice('acme', 'a-1'))
    await inserted(writer, invoice('bengal', 'b-1'))
  })

  afterAll(() => database.drop())

  test('each reads its own rows through the same statement', async () => {
    const ids = (tenantId: string) =>
      asTenant(
        reader,
        { tenantId },
        (tx) => tx<{ id: string }[]>`select id from invoices where "customerId" = ${'c-1'}`,
      )
    for (let round = 0; round < 3; round++) {
      expect(await ids('acme')).toEqual([{ id: 'a-1' }])
      expect(await ids('bengal')).toEqual([{ id: 'b-1' }])
    }
  })

  test('are chosen before the first query of the work, however that is written', async () => {
    const user = () =>
      asTenant(reader, { tenantId: 'acme' }, async (tx) => {
        const first =
          await tx`select current_user::text as name, current_setting('transaction_read_only') as "readOnly"`
        return [...first, ...(await tx`select current_user::text as name`)]
      })
    expect(await user()).toEqual([{ name: 'tenant_acme_v1', readOnly: 'on' }, { name: 'tenant_acme_v1' }])
  })

  test('are not left by a query that comes too late', async () => {
    const seen: Sql[] = []
    await asTenant(reader, { tenantId: 'acme' }, (tx) => {
      seen.push(tx)
      return tx`select 1`
    })
    await asTenant(reader, { tenantId: 'bengal' }, async (tx) => {
      await tx`select 1`
      const [late] = seen
      await expect(late?.unsafe('select id from invoices')).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
      })
    })
  })

  test('none reads the rows of another, even by the name of its schema', async () => {
    await expect(
      asTenant(reader, { tenantId: 'acme' }, (tx) => tx`select * from "tenant_bengal_v1".invoices`),
    ).rejects.toMatchObject({
      code: '42501',
    })
  })

  test('a reader that forgets its tenant reads nothing', async () => {
    await expect(reader`select * from "tenant_acme_v1".invoices`).rejects.toMatchObject({ code: '42501' })
    await expect(reader`select * from invoices`).rejects.toMatchObject({ code: '42P01' })
    // Nor does a role stay on the connection after a transaction.
    await asTenant(reader, { tenantId: 'acme' }, (tx) => tx`select 1`)
    expect(await reader`select current_user::text as name`).toEqual([{ name: 'finance_reader' }])
  })

  test('a reader writes nothing', async () => {
    const attempts = [`delete from invoices`, `create table mine (id int)`, `create temp table mine (id int)`]
    for (const statement of attempts) {
      await expect(
        asTenant(reader, { tenantId: 'acme' }, (tx) => tx.unsafe(statement)),
      ).rejects.toMatchObject({ code: '25006' })
      await expect(
        reader.unsafe(`begin; set local role "tenant_acme_v1"; ${statement}`).simple(),
      ).rejects.toMatchObject({
        code: expect.stringMatching(/42501|3F000/),
      })
      await reader.unsafe('rollback')
    }
  })

  test('the writer makes neither roles nor schemas nor tenants', async () => {
    await expect(writer`create role intruder`).rejects.toMatchObject({ code: '42501' })
    await expect(writer`create schema intruder`).rejects.toMatchObject({ code: '42501' })
    await expect(writer`insert into finance.tenants (id) values ('intruder')`).rejects.toMatchObject({
      code: '42501',
    })
    await expect(writer`drop table "tenant_acme_v1".invoices`).rejects.toMatchObject({ code: '42501' })
  })

  test('the writer moves the checkpoint of the relay and neither adds nor deletes one', async () => {
    await expect(writer`update finance.relay set pokes = pokes + 1 returning id`).resolves.toEqual([
      { id: 1 },
    ])
    await expect(writer`delete from finance.relay`).rejects.toMatchObject({ code: '42501' })
    await expect(writer`insert into finance.relay (id) values (1)`).rejects.toMatchObject({ code: '42501' })
  })

  test('a right that an earlier setup gave the writer is taken back', async () => {
    await owner`grant delete on finance.relay to finance_writer`
    await setUpDatabase(owner, database)
    await expect(writer`delete from finance.relay`).rejects.toMatchObject({ code: '42501' })
  })

  test('an unknown tenant is named, and the connection goes on', async () => {
    await expect(
      asTenant(reader, { tenantId: 'nobody' }, (tx) => tx`select id from invoices`),
    ).rejects.toMatchObject({
      code: 'TENANT_NOT_FOUND',
      message: expect.stringContaining('nobody'),
    })
    await expect(asTenant(reader, { tenantId: 'A"; drop' }, (tx) => tx`select 1`)).rejects.toMatchObject({
      code: 'TENANT_ID_INVALID',
    })
    expect(await asTenant(reader, { tenantId: 'acme' }, (tx) => tx`select id from invoices`)).toEqual([
      { id: 'a-1' },
    ])
  })

  test('a failure of the work is no unknown tenant, even where it sounds like one', async () => {
    const complaint = `do $$ begin raise exception 'role "x" does not exist' using errcode = '22023'; end $$`
    await expect(asTenant(reader, { tenantId: 'acme' }, (tx) => tx.unsafe(complaint))).rejects.toMatchObject({
      code: '22023',
    })
  })

  test('a failure in the work is passed on and rolled back', async () => {
    await expect(
      asTenant(reader, { tenantId: 'acme' }, async (tx) => {
        await tx`select 1`
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect(await reader`select current_user::text as name`).toEqual([{ name: 'finance_reader' }])
  })

  test('money, dates, instants and revisions come back as exact text', async () => {
    const [row] = await asTenant(
      reader,
      { tenantId: 'acme' },
      (tx) =>
        tx`select "grandTotal", "invoiceDate", "createdAt", revision, state, count(*) over () as count from invoices`,
    )
    expect(row).toEqual({
      grandTotal: '90071992547409.93',
      invoiceDate: '2025-02-28',
      createdAt: '2025-02-28T10:30:00.123Z',
      revision: '0',
      state: { id: 'a-1' },
      count: '1',
    })
  })

  test('are made once, however often and by however many at once they are asked for', async () => {
    await Promise.all([1, 2, 3, 4].map(() => provisionTenant(owner, 'chittagong')))
    await provisionTenant(owner, 'chittagong')
    expect(await owner`select id, version from finance.tenants where id = 'chittagong'`).toEqual([
      { id: 'chittagong', version: 1 },
    ])
    expect(await asTenant(reader, { tenantId: 'chittagong' }, (tx) => tx`select id from invoices`)).toEqual(
      [],
    )
  })

  test('have the promised indexes', async () => {
    const rows = await owner<
      { name: string }[]
    >`select indexname as name from pg_indexes where schemaname = 'tenant_acme_v1'`
    expect(rows.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'PK_invoices',
        'IDX_invoices_tenant_invoice_number',
        'IDX_invoices_tenant_customer',
        'IDX_invoices_tenant_vendor',
        'IDX_invoices_tenant_status',
        'IDX_invoices_tenant_fiscal_year',
        'IDX_invoices_tenant_date',
        'IDX_invoices_mushak_number',
      ]),
    )
  })
})
