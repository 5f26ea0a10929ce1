import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Context, MSKEvent } from 'aws-lambda'
import { append } from '../../../infra/event-store/append.ts'
import { closeEventStore } from '../../../infra/event-store/client.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { connect, type Sql } from '../../../infra/postgres/connect.ts'
import { type EventStoreNode, startNode } from '../../../infra/run/local/event-store/node.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { handler } from './handler.ts'
import { poke } from './lease.ts'

let database: TestDatabase
let node: EventStoreNode
let sql: Sql
let published: { topic: string; key: string }[] = []
let invoked: unknown[] = []
let onDelivery: () => void = () => undefined
const environmentBefore = { ...process.env }

beforeAll(async () => {
  database = await testDatabase()
  node = await startNode({ database: database.owner })
  sql = connect(database.writer)
  const { host, port, user, password, database: name } = database.writer
  Object.assign(process.env, {
    ...{ DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_NAME: name },
    ...{ DATABASE_WRITER_USERNAME: user, DATABASE_WRITER_PASSWORD: password },
    ...{ KAFKA_BROKERS: '', KAFKA_CLUSTER_ARN: '' },
    EVENTSTORE_CONNECTION_STRING: node.connectionString,
  })
  provideHostRuntime({
    environment: new AsyncLocalStorage(),
    invoke: async (...call) => {
      if (call[0] !== 'project-invoices') return invoked.push(call)
      onDelivery()
      const records = Object.values((call[1] as MSKEvent).records).flat()
      return published.push(
        ...records.map(({ topic, key }) => ({ topic, key: Buffer.from(key, 'base64').toString() })),
      )
    },
  })
}, 60_000)

afterAll(async () => {
  provideHostRuntime(undefined)
  await closeEventStore()
  await node.stop()
  await database.drop()
  process.env = environmentBefore
})

beforeEach(async () => {
  onDelivery = () => undefined
  await sql`update finance.relay set holder = null, lease_until = null`
  await handler({}, withRemaining(60_000))
  published = []
  invoked = []
})

const withRemaining = (remainingMs: number) => ({ getRemainingTimeInMillis: () => remainingMs }) as Context
const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event' }

const readPokes = async () => (await sql<{ pokes: string }[]>`select pokes from finance.relay`)[0]?.pokes

const appendEvents = async (count = 1): Promise<string> => {
  const stream = `invoice-acme_${randomUUID()}`
  const events = Array.from({ length: count }, () => ({
    id: randomUUID(),
    type: 'Happened',
    data: {},
    metadata: { tenantId: 'acme' },
  }))
  await append(stream, events, -1)
  return stream
}

test('a poke publishes new events on the topic of invoices', async () => {
  const stream = await appendEvents()
  expect(await handler({}, withRemaining(60_000))).toEqual({ outcome: 'done', published: 1 })
  expect(published).toMatchObject([{ topic: 'finance.invoice.events', key: stream }])
  expect(invoked).toEqual([])
})

test('near the end of its time it invokes a successor for the rest', async () => {
  await appendEvents(600)
  expect(await handler({}, withRemaining(5_000))).toMatchObject({
    outcome: 'unfinished',
    published: expect.any(Number),
  })
  expect(invoked).toEqual([['relay', {}, 'Event']])
  await handler({}, withRemaining(60_000))
  expect(published).toHaveLength(600)
})

test('the schedule takes over from a killed relay, and a poke does not wait for that', async () => {
  await poke(sql, 'killed')
  await sql`update finance.relay set lease_until = now() + interval '300 milliseconds'`
  await appendEvents()
  expect(await handler({}, withRemaining(60_000))).toMatchObject({ outcome: 'busy' })
  expect(await handler(scheduled, withRemaining(60_000))).toEqual({ outcome: 'done', published: 1 })
})

test('the schedule does not replace a relay that renews its lease', async () => {
  await poke(sql, 'alive')
  await sql`update finance.relay set lease_until = now() + interval '300 milliseconds'`
  const before = await readPokes()
  const meanwhile = handler(scheduled, withRemaining(60_000))
  while ((await readPokes()) === before);
  await sql`update finance.relay set lease_until = now() + interval '6 seconds'`
  expect(await meanwhile).toMatchObject({ outcome: 'busy' })
})

const failDelivery = () => {
  throw new Error('down')
}

test('when the time is over during a page, the lease is free for the next relay', async () => {
  await appendEvents()
  let remainingMs = 60_000
  onDelivery = () => {
    remainingMs = 1_000
    failDelivery()
  }
  const context = { getRemainingTimeInMillis: () => remainingMs } as Context
  await expect(handler({}, context)).rejects.toMatchObject({ code: 'RECORDS_NOT_PROCESSED' })
  onDelivery = () => undefined
  expect(await handler({}, withRemaining(60_000))).toEqual({ outcome: 'done', published: 1 })
})

test('a failure is thrown, and the repeated invocation publishes', async () => {
  await appendEvents()
  onDelivery = failDelivery
  await expect(handler({}, withRemaining(60_000))).rejects.toMatchObject({ code: 'RECORDS_NOT_PROCESSED' })
  onDelivery = () => undefined
  expect(await handler({}, withRemaining(60_000))).toEqual({ outcome: 'done', published: 1 })
})
