import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'
import { asTenant } from './tenant-schema.ts'

// Servers start here, on machines that may be busy.
jest.setTimeout(60_000)

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})

afterAll(() => database.drop())

const unavailable = { code: 'STORE_UNAVAILABLE', name: 'StoreUnavailable' }

describe('a connection', () => {
  test('is one pool for the same settings, in whatever order they are written', () => {
    const { host, ...rest } = database.writer
    expect(connect({ ...rest, host })).toBe(connect({ host, ...rest }))
    expect(connect(database.writer)).not.toBe(connect(database.reader))
  })

  test('to nobody is STORE_UNAVAILABLE, for a query, a transaction and a tenant', async () => {
    const probe = createServer()
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
    const address = probe.address()
    await new Promise((resolve) => probe.close(resolve))
    const nobody = connect({
      ...database.writer,
      port: typeof address === 'object' && address !== null ? address.port : 0,
    })
    await expect(nobody`select 1`).rejects.toMatchObject({ ...unavailable, cause: { code: 'ECONNREFUSED' } })
    await expect(nobody.begin((tx) => tx`select 1`)).rejects.toMatchObject(unavailable)
    await expect(asTenant(nobody, { tenantId: 'acme' }, (tx) => tx`select 1`)).rejects.toMatchObject(
      unavailable,
    )
  })

  test('that the server ends is STORE_UNAVAILABLE, and the next query connects again', async () => {
    const sql = connect({ ...database.owner, max: 1, applicationName: 'ended' })
    const end = () =>
      connect(
        database.owner,
      )`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ended'`
    const [first] = await Promise.allSettled([sql`select pg_sleep(10)`, untilActive().then(end)])
    expect(first).toMatchObject({ status: 'rejected', reason: unavailable })
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])

    const [inTransaction] = await Promise.allSettled([
      sql.begin((tx) => tx`select pg_sleep(10)`),
      untilActive().then(end),
    ])
    expect(inTransaction).toMatchObject({ status: 'rejected', reason: unavailable })
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])

    const [reserved] = await Promise.allSettled([asTenantOf(sql), untilActive().then(end)])
    expect(reserved).toMatchObject({ status: 'rejected', reason: unavailable })
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
  })

  test('keeps a transaction whole: all of it, or nothing', async () => {
    const sql = connect({ ...database.owner, max: 2 })
    await sql`create table finance.kept (id int)`
    const kept = async () => (await sql`select id from finance.kept order by id`).map(({ id }) => id)
    expect(
      await sql.begin(async (tx) => (await tx`insert into finance.kept values (1) returning id`)[0]),
    ).toEqual({ id: 1 })
    expect(
      await sql.begin((tx) => [
        tx`insert into finance.kept values (2)`,
        tx`select count(*) from finance.kept`,
      ]),
    ).toHaveLength(2)
    await expect(
      sql.begin(async (tx) => {
        await tx`insert into finance.kept values (3)`
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    await expect(
      sql.begin(async (tx) => {
        await tx`insert into finance.kept values (4)`
        await tx`select 1/0`.catch(() => undefined)
      }),
    ).rejects.toMatchObject({ code: '22012' })
    await expect(
      sql.begin('read only', (tx) => tx`insert into finance.kept values (5)`),
    ).rejects.toMatchObject({ code: '25006' })
    await Promise.all(
      [6, 7, 8, 9].map((id) => sql.begin((tx) => tx`insert into finance.kept values (${id})`)),
    )
    expect(await kept()).toEqual([1, 2, 6, 7, 8, 9])
  })

  test('that ends between two queries of a transaction ends the transaction, not the process', async () => {
    const sql = connect({ ...database.owner, max: 1, applicationName: 'ended' })
    await sql`create table finance.partial (id int)`
    const lost = sql.begin(async (tx) => {
      await tx`insert into finance.partial values (1)`
      await connect(
        database.owner,
      )`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ended' and state = 'idle in transaction'`
      await tx`select pg_sleep(1)`.catch(() => undefined)
      await tx`insert into finance.partial values (2)`
    })
    await expect(lost).rejects.toMatchObject(unavailable)
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
    expect(await sql`select id from finance.partial`).toEqual([])
  })

  test('that is ended refuses queries, transactions and reservations that wait for it', async () => {
    const sql = connect({ ...database.owner, max: 1, applicationName: 'ending' })
    const held = await sql.reserve()
    const waiting = Promise.allSettled([sql`select 1`, sql.begin((tx) => tx`select 1`), sql.reserve()])
    await sql.end({ timeout: 0 })
    const refused = { status: 'rejected', reason: { ...unavailable, cause: { code: 'CONNECTION_ENDED' } } }
    expect(await waiting).toMatchObject([refused, refused, refused])
    await expect(sql`select 1`).rejects.toMatchObject(unavailable)
    held.release()
  })

  test('gives up a statement that takes too long', async () => {
    const sql = connect({ ...database.writer, statementTimeoutMs: 50 })
    await expect(sql`select pg_sleep(10)`).rejects.toMatchObject({ ...unavailable, cause: { code: '57014' } })
  })

  test("passes on what is the caller's fault", async () => {
    await expect(connect(database.writer)`select nonsense`).rejects.toMatchObject({ code: '42703' })
  })

  test('takes and gives arrays, exact numbers, dates and instants as text', async () => {
    const sql = connect(database.writer)
    const [row] =
      await sql`select * from unnest(${['a', 'b']}::text[], ${['0.10', '90071992547409.93']}::numeric[], ${['2025-02-28', '2024-02-29']}::date[],
      ${['2025-02-28T18:00:00.120Z', '2025-01-01T00:00:00Z']}::timestamptz[]) as t(name, amount, day, instant) order by name desc`
    expect(row).toEqual({
      name: 'b',
      amount: '90071992547409.93',
      day: '2024-02-29',
      instant: '2025-01-01T00:00:00Z',
    })
  })
})

const untilActive = async (): Promise<void> => {
  const watcher = connect(database.owner)
  for (;;) {
    const rows =
      await watcher`select from pg_stat_activity where application_name = 'ended' and state = 'active' and query like '%pg_sleep%'`
    if (rows.length > 0) return
  }
}

/** The transaction of a tenant, by a login that may take the role. */
const asTenantOf = async (sql: Sql): Promise<unknown> => {
  await connect(
    database.owner,
  )`do $$ begin if not exists (select from pg_roles where rolname = 'tenant_slow_v1') then create role tenant_slow_v1; end if; end $$`
  await connect(database.owner)`grant tenant_slow_v1 to finance_owner with set true`
  return asTenant(sql, { tenantId: 'slow' }, (tx) => tx`select pg_sleep(10)`)
}
