import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'
import { provisionTenant } from './provision.ts'
import {
  asTenant,
  iterateAsTenant,
  readByKeyAsTenant,
  TenantIdInvalid,
  TenantNotFound,
} from './tenant-schema.ts'
import { insertInvoiceRow } from './testing/invoice-row.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

describe('asTenant', () => {
  let database: TestDatabase
  let reader: Sql
  let writer: Sql

  beforeAll(async () => {
    database = await testDatabase()
    const owner = connect(database.owner)
    writer = connect(database.writer)
    // One connection, so that tenants take turns on it.
    reader = connect({ ...database.reader, maxConnections: 1 })
    for (const tenant of ['acme', 'bengal']) await provisionTenant(owner, tenant)
    await insertInvoiceRow(writer, 'acme', 'a-1')
    await insertInvoiceRow(writer, 'bengal', 'b-1')
  })

  afterAll(() => database.drop())

  const invoiceIds = (tenantId: string) =>
    asTenant(reader, { tenantId }, (tx) => tx<{ id: string }[]>`select id from invoices`)

  test('reads the rows of each tenant through the same statement', async () => {
    for (let round = 0; round < 3; round++) {
      expect(await invoiceIds('acme')).toEqual([{ id: 'a-1' }])
      expect(await invoiceIds('bengal')).toEqual([{ id: 'b-1' }])
    }
  })

  test('sets the role and read-only mode before the first query of the work', async () => {
    const rows = await asTenant(reader, { tenantId: 'acme' }, async (tx) => {
      const first = await tx`
        select current_user::text as name, current_setting('transaction_read_only') as "readOnly"`
      return [...first, ...(await tx`select current_user::text as name`)]
    })
    expect(rows).toEqual([{ name: 'tenant_acme_v1', readOnly: 'on' }, { name: 'tenant_acme_v1' }])
  })

  test('all queries of the work see one state, whatever is committed between them', async () => {
    await provisionTenant(connect(database.owner), 'changing')
    const seen = await asTenant(reader, { tenantId: 'changing' }, async (tx) => {
      const count = async () => (await tx`select from invoices`).length
      const first = await count()
      await insertInvoiceRow(writer, 'changing', 'c-1')
      return [first, await count()]
    })
    expect(seen).toEqual([0, 0])
    expect(await invoiceIds('changing')).toHaveLength(1)
  })

  test("rejects a query that is sent after its transaction, even during another tenant's", async () => {
    let lateTx: Sql | undefined
    await asTenant(reader, { tenantId: 'acme' }, (tx) => {
      lateTx = tx
      return tx`select 1`
    })
    await asTenant(reader, { tenantId: 'bengal' }, async (tx) => {
      await tx`select 1`
      await expect(lateTx?.unsafe('select id from invoices')).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
      })
    })
  })

  /** The statements that were sent as text until the work had returned, and until its end. */
  const sentBy = async (work: (tx: Sql) => Promise<unknown>) => {
    const sent: string[] = []
    const reserve = async () =>
      new Proxy(await reader.reserve(), {
        get: (connection, name) => {
          if (name !== 'unsafe') return Reflect.get(connection, name)
          return (text: string) => {
            sent.push(text.replace(/ .*/, ''))
            return connection.unsafe(text)
          }
        },
      })
    let early: string[] = []
    await asTenant({ reserve } as unknown as Sql, { tenantId: 'acme' }, (tx) => {
      queueMicrotask(() => {
        early = [...sent]
      })
      return work(tx)
    })
    return { early, sent }
  }

  test('sends the commit with a query that the work returns, and otherwise after the work', async () => {
    const query = (tx: Sql) => tx`select id from invoices`
    expect(await sentBy(query)).toEqual({ early: ['begin', 'commit'], sent: ['begin', 'commit'] })
    const later = async (tx: Sql) => [await query(tx), await query(tx)]
    expect(await sentBy(later)).toEqual({ early: ['begin'], sent: ['begin', 'commit'] })
  })

  test('a returned query that fails ends its transaction, and the connection stays usable', async () => {
    const failing = asTenant(reader, { tenantId: 'acme' }, (tx) => tx`select 1 / 0`)
    await expect(failing).rejects.toMatchObject({ code: '22012' })
    expect(await reader`select current_user::text as name`).toEqual([{ name: 'finance_reader' }])
    expect(await invoiceIds('bengal')).toEqual([{ id: 'b-1' }])
  })

  test('a statement by a key reads the rows of each tenant, with a plan that is kept for it', async () => {
    const statement = (tx: Sql) => tx<{ id: string }[]>`select id from invoices where revision = ${0}`
    const byKey = (tenantId: string) => readByKeyAsTenant(reader, tenantId, statement)
    for (let round = 0; round < 3; round++) {
      expect(await byKey('acme')).toEqual([{ id: 'a-1' }])
      expect(await byKey('bengal')).toEqual([{ id: 'b-1' }])
    }
    const plans = await reader`select generic_plans::int as kept, custom_plans::int as others
      from pg_prepared_statements where statement ~ 'revision = [$]1 /[*] (acme|bengal) [*]/'`
    expect([...plans]).toEqual([
      { kept: 3, others: 0 },
      { kept: 3, others: 0 },
    ])
    await expect(byKey('nobody')).rejects.toThrow(TenantNotFound)
    await expect(byKey('*/ drop')).rejects.toThrow(TenantIdInvalid)
  })

  test('names a tenant that does not exist, and the connection stays usable', async () => {
    await expect(invoiceIds('nobody')).rejects.toThrow(TenantNotFound)
    await expect(invoiceIds('nobody')).rejects.toMatchObject({
      code: 'TENANT_NOT_FOUND',
      message: 'There is no tenant nobody',
    })
    expect(await invoiceIds('acme')).toEqual([{ id: 'a-1' }])
  })

  test('rejects a tenant id that is not safe in SQL', async () => {
    await expect(invoiceIds('A"; drop')).rejects.toThrow(TenantIdInvalid)
  })

  test('passes on an error of the work with the code of a missing role', async () => {
    const failing = `do $$ begin raise exception 'role "x" does not exist' using errcode = '22023'; end $$`
    await expect(asTenant(reader, { tenantId: 'acme' }, (tx) => tx.unsafe(failing))).rejects.toMatchObject({
      code: '22023',
    })
  })

  test('passes on an error of the work and rolls back', async () => {
    const failing = asTenant(reader, { tenantId: 'acme' }, async (tx) => {
      await tx`select 1`
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await reader`select current_user::text as name`).toEqual([{ name: 'finance_reader' }])
  })

  test('returns money, dates, instants and revisions as exact text', async () => {
    const [row] = await asTenant(
      reader,
      { tenantId: 'acme' },
      (tx) => tx`select "grandTotal", "invoiceDate", "createdAt", revision, state, count(*) over () as count
        from invoices`,
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

  describe('iterateAsTenant', () => {
    const ids = (tenantId: string) =>
      iterateAsTenant(reader, { tenantId }, async function* (tx) {
        yield await tx`select id from invoices`
        yield await tx`select current_user::text as name`
      })

    test('reads as the tenant, and gives the connection back at its end', async () => {
      const seen: unknown[] = []
      for await (const rows of ids('acme')) seen.push(rows)
      expect(seen).toEqual([[{ id: 'a-1' }], [{ name: 'tenant_acme_v1' }]])
      expect(await invoiceIds('bengal')).toEqual([{ id: 'b-1' }])
    })

    test('gives the connection back when it is ended early, and when it fails', async () => {
      for await (const rows of ids('acme')) {
        expect(rows).toEqual([{ id: 'a-1' }])
        break
      }
      expect(await invoiceIds('bengal')).toEqual([{ id: 'b-1' }])
      const failing = iterateAsTenant(reader, { tenantId: 'acme' }, async function* (tx) {
        yield await tx`select 1 / 0`
      })
      await expect(failing.next()).rejects.toMatchObject({ code: '22012' })
      expect(await reader`select current_user::text as name`).toEqual([{ name: 'finance_reader' }])
    })

    test('names a tenant that does not exist', async () => {
      await expect(ids('nobody').next()).rejects.toBeInstanceOf(TenantNotFound)
      expect(await invoiceIds('acme')).toEqual([{ id: 'a-1' }])
    })
  })
})
