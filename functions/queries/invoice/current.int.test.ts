import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals'
import { Redis } from 'ioredis'
import { type Environment, provideEnvironments } from '../../../infra/config/environment.ts'
import { connect } from '../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { readByKeyAsTenant } from '../../../infra/postgres/tenant-schema.ts'
import { closeRedisConnections, openRedis } from '../../../infra/redis/shared-connection.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { redisTest, type TestRedis } from '../../../infra/run/local/testing/redis.ts'
import { sampleInvoices } from '../../../infra/tools/bench/sample-invoices.ts'
import type { QueryCall } from '../../read-model/query.ts'
import { changeOf, saveRows } from '../../read-model/rows/invoice-table.ts'
import { dropCachedRows } from '../../read-model/rows/row-cache.ts'
import { selectedBy } from '../../read-model/selected.ts'
import { readCurrent } from './current.ts'

const withRedis = await redisTest()
const environments = new AsyncLocalStorage<Environment>()

let database: TestDatabase
/** An unpaid invoice that is due before 2099. */
let invoice: { id: string; revision: number }

beforeAll(async () => {
  provideEnvironments(environments)
  database = await testDatabase()
  const samples = [...sampleInvoices({ tenantId: 'acme', count: 60, until: '2026-11-20T06:00:00.000Z' })]
  for (const tenantId of ['acme', 'bengal']) {
    await provisionTenant(connect(database.owner), tenantId)
    const changes = samples.map((sample) => changeOf(sample.invoice, sample.events.length - 1, -1))
    await saveRows(connect(database.owner), { tenantId, version: 1 }, changes)
  }
  const open = samples.find((sample) => sample.invoice.status === 'ISSUED' && sample.invoice.paid === 0n)
  if (!open) throw new Error('No sample is an unpaid invoice')
  invoice = { id: open.invoice.id, revision: open.events.length - 1 }
})
afterEach(closeRedisConnections)
afterAll(async () => {
  provideEnvironments(undefined)
  await database.drop()
})

type Call = { tenantId?: string; paths?: string[]; today?: string; minRevision?: number }
const list = ['status', 'grandTotal.amount']

/** Reads the invoice with the cache of this Redis. `reads` counts how often that came from PostgreSQL. */
const createReader = async ({ url }: TestRedis) => {
  const environment = { REDIS_URL: url, INVOICE_CACHE_TTL_SECONDS: '60', LOG_LEVEL: 'silent' }
  const counted = { reads: 0 }
  const read = ({ tenantId = 'acme', paths, today = '2026-11-20', minRevision }: Call = {}) => {
    const call: QueryCall<unknown> = {
      input: {},
      tenantId,
      today,
      selected: selectedBy(paths && { paths, parts: 1 }),
      read: () => Promise.reject(new Error('One invoice is read by its key')),
      readByKey: (statement) => {
        counted.reads++
        return readByKeyAsTenant(connect(database.reader), tenantId, statement)
      },
    }
    return environments.run(environment, () => readCurrent(call, invoice.id, minRevision))
  }
  const drop = (revision: number) =>
    environments.run(environment, () => dropCachedRows('acme', [{ id: invoice.id, revision }]))
  await openRedis(url)
  const redis = new Redis(url)
  /** Waits until the row is in Redis: a reply may come too late on a busy machine. */
  const fill = async (call: Call = {}) => {
    for (let last = -1; last !== counted.reads; await pause(1)) {
      last = counted.reads
      await read(call)
    }
  }
  return { read, fill, drop, redis, counted }
}
type Reader = Awaited<ReturnType<typeof createReader>>

const test = (name: string, work: (reader: Reader, server: TestRedis) => Promise<void>) =>
  withRedis(name, async (server) => {
    const reader = await createReader(server)
    await work(reader, server).finally(() => reader.redis.disconnect())
  })

const keys = (redis: Redis): Promise<string[]> => redis.keys('*').then((found) => found.sort())

test('a row in Redis is used, with the same view as from PostgreSQL', async ({ read, fill, counted }) => {
  for (const call of [{}, { paths: list }]) {
    const stored = await read(call)
    await fill(call)
    const { reads } = counted
    expect(await read(call)).toEqual(stored)
    expect(counted.reads).toBe(reads)
  }
})

test('a key has the tenant, the database and the id', async ({ fill, redis }) => {
  await fill()
  await fill({ paths: list })
  expect(await keys(redis)).toEqual([
    `finance:{tenant:acme}:finance:invoice:${invoice.id}:columns`,
    `finance:{tenant:acme}:finance:invoice:${invoice.id}:state`,
  ])
})

test('an invoice becomes overdue by the date, whenever its row came into Redis', async ({ read, fill }) => {
  for (const paths of [undefined, list]) {
    const call = paths === undefined ? {} : { paths }
    await fill({ ...call, today: '2020-01-01' })
    expect((await read({ ...call, today: '2020-01-01' }))?.status).toBe('APPROVED')
    expect((await read({ ...call, today: '2099-01-01' }))?.status).toBe('OVERDUE')
  }
})

test('a row below minRevision is not used, and a newer one replaces it', async (reader) => {
  const { read, fill, counted, redis } = reader
  await fill()
  const [key = ''] = await keys(redis)
  const older = { tenantId: 'acme', row: { id: invoice.id, revision: '0', state: 'null' } }
  await redis.hset(key, { revision: 0, value: JSON.stringify(older) })
  const before = counted.reads
  expect((await read({ minRevision: invoice.revision }))?.revision).toBe(invoice.revision)
  expect(counted.reads).toBe(before + 1)
  await fill({ minRevision: invoice.revision })
  expect(await redis.hget(key, 'revision')).toBe(String(invoice.revision))
})

test('what the projection has replaced is dropped in both forms', async ({ fill, drop, redis }) => {
  await fill()
  await fill({ paths: list })
  await drop(invoice.revision)
  expect(await keys(redis)).toHaveLength(2)
  await drop(invoice.revision + 1)
  expect(await keys(redis)).toEqual([])
})

test('a tenant does not get the row of another one, even from its own key', async (reader) => {
  const { read, fill, redis, counted } = reader
  await fill()
  const [own = ''] = await keys(redis)
  await fill({ tenantId: 'bengal' })
  const foreign = own.replace('acme', 'bengal')
  expect(await keys(redis)).toEqual([own, foreign])
  await redis.copy(own, foreign, 'REPLACE')
  const before = counted.reads
  await read({ tenantId: 'bengal' })
  expect(counted.reads).toBe(before + 1)
})

test('a value that is damaged, incomplete or of another invoice is not used', async (reader) => {
  const { read, fill, redis, counted } = reader
  for (const call of [{}, { paths: list }]) {
    const stored = await read(call)
    await fill(call)
    const key = (await keys(redis)).find((name) => name.endsWith(call.paths ? ':columns' : ':state')) ?? ''
    const value = (await redis.hget(key, 'value')) ?? ''
    const { row } = JSON.parse(value)
    const { [call.paths ? 'balance' : 'state']: _, ...incomplete } = row
    const damaged = [
      ...['', 'null', '[]', '{', value.slice(1), value.replace('acme', 'bengal')],
      ...[{ ...row, id: 'other' }, { ...row, revision: 'x' }, incomplete, null].map((other) =>
        JSON.stringify({ tenantId: 'acme', row: other }),
      ),
      ...(call.paths ? [] : ['{', 'null', '[]', '{}'])
        .map((state) => ({ ...row, state }))
        .map((other) => JSON.stringify({ tenantId: 'acme', row: other })),
    ]
    for (const text of damaged) {
      await redis.hset(key, 'value', text)
      const before = counted.reads
      expect([text, await read(call)]).toEqual([text, stored])
      expect([text, counted.reads]).toEqual([text, before + 1])
    }
  }
})
