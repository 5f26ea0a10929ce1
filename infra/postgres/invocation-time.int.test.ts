import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { freeze, thawAfter } from '../process/testing/freeze.ts'
import { startTcpProxy, type TcpProxy } from '../process/testing/tcp-proxy.ts'
import { withRemainingTime } from '../process/time-left.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

let database: TestDatabase
let proxy: TcpProxy
let sql: Sql

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  proxy = await startTcpProxy(database.writer.port)
  sql = connect({ ...database.writer, host: '127.0.0.1', port: proxy.port })
})
afterEach(async () => {
  jest.restoreAllMocks()
  await sql.end({ timeout: 0 })
  await proxy.close()
})
afterAll(() => database.drop())

const unavailable = (code: string) => ({
  code: 'STORE_UNAVAILABLE',
  cause: expect.objectContaining({ code }),
})
const backend = async (): Promise<unknown> => (await sql`select pg_backend_pid() as pid`)[0]?.pid
const inTransaction = (): Promise<unknown> => sql.begin(async (tx) => (await tx`select 1 as one`)[0]?.one)

test.each<[string, (proxy: TcpProxy) => void]>([
  ['was cut', ({ cutAll }) => cutAll()],
  ['is forgotten by the network without a sign', ({ forgetAll }) => forgetAll()],
])('after a thaw the first query succeeds, although its connection %s', async (_, fail) => {
  await sql`select 1`
  fail(proxy)
  thawAfter(31_000)
  await expect(sql`select 2 as two`).resolves.toEqual([{ two: 2 }])
})

test('after a thaw the first transaction succeeds too', async () => {
  await inTransaction()
  proxy.forgetAll()
  thawAfter(31_000)
  await expect(inTransaction()).resolves.toBe(1)
})

test('a connection that ended in a short freeze is not used: nothing has noticed its end yet', async () => {
  for (let round = 0; round < 20; round++) {
    await inTransaction()
    proxy.cutAll()
    freeze(20)
    await expect(sql`select 2 as two`).resolves.toEqual([{ two: 2 }])
  }
})

test('a connection is used again after a short time', async () => {
  const first = await backend()
  thawAfter(20_000)
  expect(await backend()).toBe(first)
})

test('a query without an answer is given up a second before the end, and the next one works', async () => {
  const before = await backend()
  proxy.forgetAll()
  const within = withRemainingTime(
    () => 1_100,
    async () => sql`select 1`,
  )
  await expect(within).rejects.toMatchObject(unavailable('NO_TIME_LEFT'))
  expect(await backend()).not.toBe(before)
})

test('a transaction without an answer is given up too, and its connection is not used again', async () => {
  const before = await backend()
  const within = withRemainingTime(
    () => 1_100,
    () => sql.begin((tx) => tx`select pg_sleep(30)`),
  )
  await expect(within).rejects.toMatchObject(unavailable('NO_TIME_LEFT'))
  expect(await backend()).not.toBe(before)
})

test('a caller that waits for a connection is given up, and the connection that it gets is free', async () => {
  const one = connect({ ...database.writer, maxConnections: 1, applicationName: 'one' })
  const reserved = await one.reserve()
  const within = withRemainingTime(
    () => 1_020,
    async () => one`select 1`,
  )
  await expect(within).rejects.toMatchObject(unavailable('NO_TIME_LEFT'))
  reserved.release()
  await expect(one`select 3 as three`).resolves.toEqual([{ three: 3 }])
})

test('without time left nothing is sent', async () => {
  const within = withRemainingTime(
    () => 1_000,
    async () => sql`select 1`,
  )
  await expect(within).rejects.toMatchObject(unavailable('NO_TIME_LEFT'))
  expect(proxy.connections()).toBe(0)
})
