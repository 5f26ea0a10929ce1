import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import postgres from 'postgres'
import { asSuperuser } from '../run/local/postgres/local-database.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'
import { provisionTenant } from './provision.ts'
import { revocations, setUpDatabase } from './setup.ts'
import { asTenant } from './tenant-schema.ts'
import { insertInvoiceRow } from './testing/invoice-row.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

const insufficientPrivilege = { code: '42501' }
const readOnlyTransaction = { code: '25006' }
const undefinedTable = { code: '42P01' }

let database: TestDatabase
let owner: Sql
let writer: Sql
let reader: Sql

beforeAll(async () => {
  database = await testDatabase()
  owner = connect(database.owner)
  writer = connect(database.writer)
  // One connection, so that a role left on it by an earlier transaction would show.
  reader = connect({ ...database.reader, maxConnections: 1 })
  for (const tenant of ['acme', 'bengal']) await provisionTenant(owner, tenant)
  await insertInvoiceRow(writer, 'acme', 'a-1')
  await insertInvoiceRow(writer, 'bengal', 'b-1')
})

afterAll(() => database.drop())

describe('the reader', () => {
  test('cannot read the rows of another tenant, even by the name of its schema', async () => {
    const other = asTenant(
      reader,
      { tenantId: 'acme' },
      (tx) => tx`select * from "tenant_bengal_v1".invoices`,
    )
    await expect(other).rejects.toMatchObject(insufficientPrivilege)
  })

  test('can read nothing without choosing a tenant, also after a transaction of a tenant', async () => {
    for (const _ of ['before', 'after']) {
      await expect(reader`select * from "tenant_acme_v1".invoices`).rejects.toMatchObject(
        insufficientPrivilege,
      )
      await expect(reader`select * from invoices`).rejects.toMatchObject(undefinedTable)
      expect(await reader`select current_user::text as name`).toEqual([{ name: 'finance_reader' }])
      await asTenant(reader, { tenantId: 'acme' }, (tx) => tx`select 1`)
    }
  })

  test.each(['delete from invoices', 'create table mine (id int)', 'create temp table mine (id int)'])(
    'cannot write: %s',
    async (statement) => {
      await expect(
        asTenant(reader, { tenantId: 'acme' }, (tx) => tx.unsafe(statement)),
      ).rejects.toMatchObject(readOnlyTransaction)
      const writable = reader
        .unsafe(`begin read write; set local role "tenant_acme_v1"; ${statement}`)
        .simple()
      await expect(writable).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|3F000)$/) })
      await reader.unsafe('rollback')
    },
  )
})

describe('the writer', () => {
  test('cannot create roles, schemas or tenants, or drop tables', async () => {
    await expect(writer`create role intruder`).rejects.toMatchObject(insufficientPrivilege)
    await expect(writer`create schema intruder`).rejects.toMatchObject(insufficientPrivilege)
    await expect(writer`insert into finance.tenants (id) values ('intruder')`).rejects.toMatchObject(
      insufficientPrivilege,
    )
    await expect(writer`drop table "tenant_acme_v1".invoices`).rejects.toMatchObject(insufficientPrivilege)
  })

  test('can move the checkpoint of the relay, and can neither add nor delete one', async () => {
    const moved = await writer`update finance.relay set pokes = pokes + 1 returning id`
    expect(moved).toEqual([{ id: 1 }])
    await expect(writer`delete from finance.relay`).rejects.toMatchObject(insufficientPrivilege)
    await expect(writer`insert into finance.relay (id) values (1)`).rejects.toMatchObject(
      insufficientPrivilege,
    )
  })

  test('loses a right that an earlier setup granted and this one does not', async () => {
    await owner`grant delete on finance.relay to finance_writer`
    await setUpDatabase(owner, database)
    await expect(writer`delete from finance.relay`).rejects.toMatchObject(insufficientPrivilege)
  })
})

describe.each(['reader', 'writer', 'auth'] as const)('the database itself bounds the login %s', (login) => {
  /** Connects without the settings of the service. */
  const plain = (name?: string) => {
    const { host, port, user, password, database: own } = database[login]
    return postgres({ host, port, user, password, database: name ?? own, max: 1, onnotice: () => undefined })
  }
  const settingOf = async (sql: postgres.Sql, setting: string) =>
    (await sql`select current_setting(${setting}) as value`)[0]?.value

  test('in the time of a statement and of an idle transaction, also after another setup', async () => {
    await setUpDatabase(owner, database)
    const sql = plain()
    expect([
      await settingOf(sql, 'statement_timeout'),
      await settingOf(sql, 'idle_in_transaction_session_timeout'),
      await settingOf(sql, 'default_transaction_read_only'),
    ]).toEqual(['15s', '1min', login === 'reader' ? 'on' : 'off'])
    await sql.end()
  })

  test('which may create no large object, and no temporary table', async () => {
    const sql = plain()
    for (const statement of [
      'select lo_create(0)',
      'select lo_creat(-1)',
      "select lo_from_bytea(0, 'x')",
      'create temp table mine (id int)',
    ]) {
      const written = sql.begin('read write', (tx) => tx.unsafe(statement))
      await expect(written).rejects.toMatchObject(insufficientPrivilege)
    }
    await sql.end()
  })

  test.each(['postgres', 'template1'])('which may not open the database %s', async (name) => {
    const sql = plain(name)
    await expect(sql`select 1`).rejects.toMatchObject(insufficientPrivilege)
    await sql.end()
  })
})

test('a setup says what only a superuser can take away', async () => {
  expect(await revocations(owner)).toEqual([])
  await asSuperuser(database.server, async (sql) => {
    await sql.unsafe('grant connect on database postgres to public')
    expect(await revocations(owner)).toEqual(['REVOKE CONNECT ON DATABASE postgres FROM PUBLIC'])
    // The owner of this database cannot do it.
    await setUpDatabase(owner, database)
    expect(await revocations(owner)).toHaveLength(1)
    await sql.unsafe('alter database postgres owner to finance_owner')
    await setUpDatabase(owner, database)
    expect(await revocations(owner)).toEqual([])
    await sql.unsafe(`alter database postgres owner to "${database.server.user}"`)
  })
})

describe('provisionTenant', () => {
  test('creates a tenant once, also when it runs again or several times at once', async () => {
    await Promise.all([1, 2, 3, 4].map(() => provisionTenant(owner, 'chittagong')))
    await provisionTenant(owner, 'chittagong')
    const tenants = await owner`select id, version from finance.tenants where id = 'chittagong'`
    expect(tenants).toEqual([{ id: 'chittagong', version: 1 }])
    const rows = await asTenant(reader, { tenantId: 'chittagong' }, (tx) => tx`select id from invoices`)
    expect(rows).toEqual([])
  })

  test('creates the indexes of the read model', async () => {
    const rows = await owner<{ name: string }[]>`
      select indexname as name from pg_indexes where schemaname = 'tenant_acme_v1'`
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
        'IDX_invoices_issue_date',
        'IDX_invoice_search_sample',
      ]),
    )
  })
})
