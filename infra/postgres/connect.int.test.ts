import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Queries, type Sql } from './connect.ts'
import { asTenant } from './tenant-schema.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

const unavailable = { code: 'STORE_UNAVAILABLE', name: 'StoreUnavailable' }
const rejectedAsUnavailable = { status: 'rejected', reason: unavailable }

let database: TestDatabase
let owner: Sql

beforeAll(async () => {
  database = await testDatabase()
  owner = connect(database.owner)
})

afterAll(() => database.drop())

/** A port on which nothing listens any more. */
const closedPort = async (): Promise<number> => {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

const terminate = (applicationName: string) =>
  owner`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${applicationName}`

/** Waits until a connection of that name runs pg_sleep, then terminates it. */
const terminateSleeping = async (applicationName: string): Promise<void> => {
  for (;;) {
    const rows = await owner`select from pg_stat_activity
      where application_name = ${applicationName} and state = 'active' and query like '%pg_sleep%'`
    if (rows.length > 0) break
    await pause(10)
  }
  await terminate(applicationName)
}

describe('connect', () => {
  test('returns one pool for the same settings, in whatever order they are written', () => {
    const { host, ...rest } = database.writer
    expect(connect({ ...rest, host })).toBe(connect({ host, ...rest }))
    expect(connect(database.writer)).not.toBe(connect(database.reader))
  })

  test.each([
    ...[{ host: 'other' }, { port: 1 }, { user: 'other' }, { password: 'other' }, { database: 'other' }],
    ...[{ ssl: true }, { sslCa: 'other' }],
    ...[{ maxConnections: 3 }, { applicationName: 'other' }, { statementTimeoutMs: 3 }],
  ])('returns another pool for %j', (other) => {
    expect(connect({ ...database.writer, ...other })).not.toBe(connect(database.writer))
  })

  test('returns arrays, exact numbers, dates and instants as text', async () => {
    const [row] = await connect(database.writer)`
      select * from unnest(
        ${['a', 'b']}::text[],
        ${['0.10', '90071992547409.93']}::numeric[],
        ${['2025-02-28', '2024-02-29']}::date[],
        ${['2025-02-28T18:00:00.120Z', '2025-01-01T00:00:00Z']}::timestamptz[]
      ) as t(name, amount, day, instant) order by name desc`
    expect(row).toEqual({
      name: 'b',
      amount: '90071992547409.93',
      day: '2024-02-29',
      instant: '2025-01-01T00:00:00.000Z',
    })
  })

  test.each([
    ['2025-02-28T18:00:00Z', '2025-02-28T18:00:00.000Z'],
    ['2025-02-28T18:00:00.1Z', '2025-02-28T18:00:00.100Z'],
    ['2025-02-28T18:00:00.12Z', '2025-02-28T18:00:00.120Z'],
    ['2025-02-28T18:00:00.123Z', '2025-02-28T18:00:00.123Z'],
    ['2025-02-28T18:00:00.123456Z', '2025-02-28T18:00:00.123456Z'],
    ['infinity', 'infinity'],
  ])('returns the instant %s as %s, so that texts compare like instants', async (written, read) => {
    const [row] = await connect(database.writer)`select ${written}::timestamptz as instant`
    expect(row).toEqual({ instant: read })
  })
})

describe('a query, a transaction and a tenant', () => {
  test('are STORE_UNAVAILABLE where no server listens', async () => {
    const nowhere = connect({ ...database.writer, port: await closedPort() })
    await expect(nowhere`select 1`).rejects.toMatchObject({ ...unavailable, cause: { code: 'ECONNREFUSED' } })
    await expect(nowhere.begin((tx) => tx`select 1`)).rejects.toMatchObject(unavailable)
    await expect(asTenant(nowhere, { tenantId: 'acme' }, (tx) => tx`select 1`)).rejects.toMatchObject(
      unavailable,
    )
  })

  test('are STORE_UNAVAILABLE when the server ends their connection, which is then replaced', async () => {
    const applicationName = 'terminated'
    const sql = connect({ ...database.owner, maxConnections: 1, applicationName })
    await owner`create role tenant_slow_v1`
    await owner`grant tenant_slow_v1 to finance_owner with set true`
    const sleeping = [
      () => sql`select pg_sleep(60)`,
      () => sql.begin((tx) => tx`select pg_sleep(60)`),
      () => asTenant(sql, { tenantId: 'slow', version: 1 }, (tx) => tx`select pg_sleep(60)`),
    ]
    for (const sleep of sleeping) {
      const [result] = await Promise.allSettled([sleep(), terminateSleeping(applicationName)])
      expect(result).toMatchObject(rejectedAsUnavailable)
      expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
    }
  })
})

describe('a query', () => {
  test('is STORE_UNAVAILABLE when it exceeds the statement timeout', async () => {
    const sql = connect({ ...database.writer, statementTimeoutMs: 50 })
    await expect(sql`select pg_sleep(60)`).rejects.toMatchObject({ ...unavailable, cause: { code: '57014' } })
  })

  test("fails with PostgreSQL's own error when the query is wrong", async () => {
    await expect(connect(database.writer)`select nonsense`).rejects.toMatchObject({ code: '42703' })
  })
})

describe('a transaction', () => {
  test('is applied as a whole or not at all', async () => {
    const sql = connect({ ...database.owner, maxConnections: 2 })
    await sql`create table finance.whole (id int)`
    const insert = (tx: Queries, id: number) => tx`insert into finance.whole values (${id}) returning id`

    expect(await sql.begin(async (tx) => (await insert(tx, 1))[0])).toEqual({ id: 1 })
    expect(await sql.begin((tx) => [insert(tx, 2), tx`select count(*) from finance.whole`])).toHaveLength(2)
    const throwing = sql.begin(async (tx) => {
      await insert(tx, 3)
      throw new Error('no')
    })
    await expect(throwing).rejects.toThrow('no')
    const ignoringAnError = sql.begin(async (tx) => {
      await insert(tx, 4)
      await tx`select 1/0`.catch(() => undefined)
    })
    await expect(ignoringAnError).rejects.toMatchObject({ code: '22012' })
    await expect(sql.begin('read only', (tx) => insert(tx, 5))).rejects.toMatchObject({ code: '25006' })
    await Promise.all([6, 7, 8, 9].map((id) => sql.begin((tx) => insert(tx, id))))

    const rows = await sql`select id from finance.whole order by id`
    expect(rows.map(({ id }) => id)).toEqual([1, 2, 6, 7, 8, 9])
  })

  test('fails, and not the process, when its connection is lost between two of its queries', async () => {
    const applicationName = 'terminated between'
    const sql = connect({ ...database.owner, maxConnections: 1, applicationName })
    await sql`create table finance.partial (id int)`
    const lost = sql.begin(async (tx) => {
      await tx`insert into finance.partial values (1)`
      await terminate(applicationName)
      await tx`select pg_sleep(1)`.catch(() => undefined)
      await tx`insert into finance.partial values (2)`
    })
    await expect(lost).rejects.toMatchObject(unavailable)
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
    expect(await sql`select id from finance.partial`).toEqual([])
  })
})

test('a closed pool rejects queries, transactions and reservations', async () => {
  const sql = connect({ ...database.owner, maxConnections: 1, applicationName: 'closing' })
  const reserved = await sql.reserve()
  const waiting = Promise.allSettled([sql`select 1`, sql.begin((tx) => tx`select 1`), sql.reserve()])
  await sql.end({ timeout: 0 })
  const rejected = { status: 'rejected', reason: { ...unavailable, cause: { code: 'CONNECTION_ENDED' } } }
  expect(await waiting).toMatchObject([rejected, rejected, rejected])
  await expect(sql`select 1`).rejects.toMatchObject(unavailable)
  reserved.release()
})
