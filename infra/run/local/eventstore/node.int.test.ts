import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventStoreDBClient, UnavailableError } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type Postgres, startPostgres } from '../postgres/start.ts'
import {
  collect,
  consecutive,
  freshStream,
  numbers,
  rejection,
  startTestPostgres,
  testEvent,
  testEvents,
} from './contract/test-store.ts'
import { type EventStoreNode, startNode } from './node.ts'
import { connect, type Database, type Sql } from './storage/connect.ts'
import { ensureDatabase } from './storage/ensure-database.ts'

/** What a test started, stopped afterwards whatever became of it. */
const started: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const part of started.splice(0).reverse()) await part.stop()
})

const postgresIn = async (folder: string, port?: number): Promise<Postgres> => {
  const postgres = await startPostgres({ dataDir: folder, durable: false, temporaryFolder: folder, port })
  started.push(postgres)
  return postgres
}

const folder = () => mkdtempSync(join(tmpdir(), 'eventstore-test-'))

const nodeOn = async (database: Database, port = 0): Promise<EventStoreNode> => {
  const node = await startNode({ database, port })
  started.push(node)
  return node
}

let shared: Postgres
beforeAll(async () => {
  shared = await startTestPostgres()
}, 30_000)
afterAll(() => shared.stop())

/** A database of its own for each test, on one server. */
const freshDatabase = async (): Promise<Database> => {
  const database = { ...shared, database: freshStream('d') }
  await ensureDatabase(database)
  return database
}

const clientOf = (node: EventStoreNode): EventStoreDBClient => {
  const client = EventStoreDBClient.connectionString(node.connectionString)
  started.push({ stop: () => client.dispose() })
  return client
}

/** Another hand on the same database. */
const operatorOf = (database: Database): Sql => {
  const sql = connect(database, { max: 1 })
  started.push({ stop: () => sql.end() })
  return sql
}

/** A client tries again at once, so this ends as soon as the node can. */
const succeeded = async <Answer>(attempt: () => Promise<Answer>): Promise<Answer> => {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error
    }
  }
}

test('without PostgreSQL appends and reads are refused as UNAVAILABLE, and go on when it is back', async () => {
  const data = folder()
  const postgres = await postgresIn(data)
  const node = await nodeOn({ ...postgres, database: 'postgres' })
  const client = clientOf(node)
  const stream = freshStream()
  await client.appendToStream(stream, testEvents(2))
  await postgres.stop()
  expect(await rejection(client.appendToStream(stream, testEvent(99)))).toBeInstanceOf(UnavailableError)
  expect(await rejection(collect(client.readAll()))).toBeInstanceOf(UnavailableError)
  await postgresIn(data, postgres.port)
  const event = testEvent(2)
  expect(await succeeded(() => client.appendToStream(stream, event, { expectedRevision: 1n }))).toMatchObject(
    { nextExpectedRevision: 2n },
  )
  expect(numbers(await collect(client.readStream(stream)))).toEqual([0, 1, 2])
}, 30_000)

test('a backend that is ended under the node costs appends nothing but a repetition', async () => {
  const database = await freshDatabase()
  const client = clientOf(await nodeOn(database))
  const stream = freshStream()
  const operator = operatorOf(database)
  for (const n of consecutive(5)) {
    const event = testEvent(n)
    await succeeded(() =>
      client.appendToStream(stream, event, { expectedRevision: n === 0 ? 'no_stream' : BigInt(n - 1) }),
    )
    await operator`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'eventstore-node' AND datname = current_database() AND pid <> pg_backend_pid()`
  }
  expect(numbers(await succeeded(() => collect(client.readStream(stream))))).toEqual(consecutive(5))
}, 30_000)

test('a PostgreSQL that refuses to write, as when its disk is full, costs nothing but the appends of that time', async () => {
  const database = await freshDatabase()
  const client = clientOf(await nodeOn(database))
  const operator = operatorOf(database)
  const stream = freshStream()
  await client.appendToStream(stream, testEvent(0))
  await operator.unsafe(`
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'disk full'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON eventstore.events EXECUTE FUNCTION full_disk()`)
  expect(await rejection(client.appendToStream(stream, testEvent(99)))).toMatchObject({
    type: 'unavailable',
    message: expect.stringContaining('disk full'),
  })
  expect(numbers(await succeeded(() => collect(client.readStream(stream))))).toEqual([0])
  await operator.unsafe('DROP TRIGGER full_disk ON eventstore.events')
  await succeeded(() => client.appendToStream(stream, testEvent(1), { expectedRevision: 0n }))
  expect(numbers(await collect(client.readStream(stream)))).toEqual([0, 1])
}, 30_000)

test('an append that outlasts its deadline has an unknown outcome, which the same ids make known', async () => {
  const database = await freshDatabase()
  const client = clientOf(await nodeOn(database))
  const stream = freshStream()
  await client.appendToStream(stream, testEvent(0))
  const [locked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const holding = operatorOf(database).begin(async (transaction) => {
    await transaction`LOCK TABLE eventstore.events IN ACCESS EXCLUSIVE MODE`
    locked.resolve()
    await released.promise
  })
  await locked.promise
  const [taken, queued] = [testEvent(1), testEvent(2)]
  const first = rejection(client.appendToStream(stream, taken, { expectedRevision: 0n, deadline: 200 }))
  const second = rejection(client.appendToStream(stream, queued, { expectedRevision: 1n, deadline: 200 }))
  expect(await first).toMatchObject({ type: 'deadline-exceeded' })
  expect(await second).toMatchObject({ type: 'deadline-exceeded' })
  released.resolve()
  await holding
  expect(await client.appendToStream(stream, taken, { expectedRevision: 0n })).toMatchObject({
    nextExpectedRevision: 1n,
  })
  expect(await client.appendToStream(stream, queued, { expectedRevision: 1n })).toMatchObject({
    nextExpectedRevision: 2n,
  })
  expect(numbers(await collect(client.readStream(stream)))).toEqual([0, 1, 2])
}, 30_000)

test('a second node on the same database is refused while the first lives', async () => {
  const database = await freshDatabase()
  const first = await nodeOn(database)
  expect(await rejection(nodeOn(database))).toMatchObject({
    code: 'WRITER_ACTIVE',
    message: expect.stringContaining(database.database),
  })
  await first.stop()
  await nodeOn(database)
}, 30_000)

test('a port in use is named, with what to change', async () => {
  const database = await freshDatabase()
  const other = await freshDatabase()
  const first = await nodeOn(database)
  expect(await rejection(nodeOn(other, first.port))).toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringMatching(new RegExp(`${first.port}.*EVENTSTORE_PORT`)),
  })
}, 30_000)

test('a node that stops ends its subscriptions as UNAVAILABLE, and what it stored is there at the next start', async () => {
  const database = await freshDatabase()
  const node = await nodeOn(database)
  const client = clientOf(node)
  const stream = freshStream()
  await client.appendToStream(stream, testEvents(3))
  const subscription = client.subscribeToAll()
  const ended = rejection(collect(subscription))
  await new Promise((resolve) => subscription.on('caughtUp', resolve))
  await node.stop()
  expect(await ended).toBeInstanceOf(UnavailableError)
  const again = clientOf(await nodeOn(database))
  expect(numbers(await collect(again.readStream(stream)))).toEqual(consecutive(3))
}, 30_000)
