import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
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

/** What a test started; stopped after the test, also when it fails. */
const started: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const part of started.splice(0).reverse()) await part.stop()
})

const startPostgresIn = async (folder: string, port?: number): Promise<Postgres> => {
  const postgres = await startPostgres({ dataDir: folder, durable: false, temporaryFolder: folder, port })
  started.push(postgres)
  return postgres
}

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'eventstore-test-'))
  started.push({ stop: () => rm(folder, { recursive: true, force: true, maxRetries: 20 }) })
  return folder
}

const startNodeOn = async (database: Database, port = 0): Promise<EventStoreNode> => {
  const node = await startNode({ database, port })
  started.push(node)
  return node
}

let shared: Postgres
beforeAll(async () => {
  shared = await startTestPostgres()
}, 30_000)
afterAll(() => shared.stop())

/** Creates a database for one test, on the server that all tests share. */
const createDatabase = async (): Promise<Database> => {
  const database = { ...shared, database: freshStream('d') }
  await ensureDatabase(database)
  return database
}

const connectTo = (node: EventStoreNode): EventStoreDBClient => {
  const client = EventStoreDBClient.connectionString(node.connectionString)
  started.push({ stop: () => client.dispose() })
  return client
}

/** A second connection to a node's database, as an operator has. */
const connectOperator = (database: Database): Sql => {
  const sql = connect(database, { max: 1 })
  started.push({ stop: () => sql.end() })
  return sql
}

/** Retries at once while the node is unavailable. */
const retryUntilAvailable = async <Value>(attempt: () => Promise<Value>): Promise<Value> => {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error
    }
  }
}

test('appends and reads fail with UNAVAILABLE only while PostgreSQL is down', async () => {
  const dataDir = newFolder()
  const postgres = await startPostgresIn(dataDir)
  const node = await startNodeOn({ ...postgres, database: 'postgres' })
  const client = connectTo(node)
  const stream = freshStream()
  await client.appendToStream(stream, testEvents(2))
  await postgres.stop()
  expect(await rejection(client.appendToStream(stream, testEvent(99)))).toBeInstanceOf(UnavailableError)
  expect(await rejection(collect(client.readAll()))).toBeInstanceOf(UnavailableError)
  await startPostgresIn(dataDir, postgres.port)
  const event = testEvent(2)
  expect(
    await retryUntilAvailable(() => client.appendToStream(stream, event, { expectedRevision: 1n })),
  ).toMatchObject({ nextExpectedRevision: 2n })
  expect(numbers(await collect(client.readStream(stream)))).toEqual([0, 1, 2])
}, 30_000)

test('an append succeeds when it is repeated after PostgreSQL has ended the connection', async () => {
  const database = await createDatabase()
  const client = connectTo(await startNodeOn(database))
  const stream = freshStream()
  const operator = connectOperator(database)
  for (const n of consecutive(5)) {
    const event = testEvent(n)
    await retryUntilAvailable(() =>
      client.appendToStream(stream, event, { expectedRevision: n === 0 ? 'no_stream' : BigInt(n - 1) }),
    )
    await operator`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'eventstore-node' AND datname = current_database() AND pid <> pg_backend_pid()`
  }
  expect(numbers(await retryUntilAvailable(() => collect(client.readStream(stream))))).toEqual(consecutive(5))
}, 30_000)

test('appends fail only while PostgreSQL rejects writes, as with a full disk', async () => {
  const database = await createDatabase()
  const client = connectTo(await startNodeOn(database))
  const operator = connectOperator(database)
  const stream = freshStream()
  await client.appendToStream(stream, testEvent(0))
  await operator.unsafe(`
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'disk full'; END
    $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON eventstore.events EXECUTE FUNCTION full_disk()`)
  expect(await rejection(client.appendToStream(stream, testEvent(99)))).toMatchObject({
    type: 'unavailable',
    message: expect.stringContaining('disk full'),
  })
  expect(numbers(await retryUntilAvailable(() => collect(client.readStream(stream))))).toEqual([0])
  await operator.unsafe('DROP TRIGGER full_disk ON eventstore.events')
  await retryUntilAvailable(() => client.appendToStream(stream, testEvent(1), { expectedRevision: 0n }))
  expect(numbers(await collect(client.readStream(stream)))).toEqual([0, 1])
}, 30_000)

test('repeating an append that exceeded its deadline, with the same ids, gives its outcome', async () => {
  const database = await createDatabase()
  const client = connectTo(await startNodeOn(database))
  const stream = freshStream()
  await client.appendToStream(stream, testEvent(0))
  const [locked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const holding = connectOperator(database).begin(async (transaction) => {
    await transaction`LOCK TABLE eventstore.events IN ACCESS EXCLUSIVE MODE`
    locked.resolve()
    await released.promise
  })
  await locked.promise
  const [begun, queued] = [testEvent(1), testEvent(2)]
  const first = rejection(client.appendToStream(stream, begun, { expectedRevision: 0n, deadline: 200 }))
  const second = rejection(client.appendToStream(stream, queued, { expectedRevision: 1n, deadline: 200 }))
  expect(await first).toMatchObject({ type: 'deadline-exceeded' })
  expect(await second).toMatchObject({ type: 'deadline-exceeded' })
  released.resolve()
  await holding
  expect(await client.appendToStream(stream, begun, { expectedRevision: 0n })).toMatchObject({
    nextExpectedRevision: 1n,
  })
  expect(await client.appendToStream(stream, queued, { expectedRevision: 1n })).toMatchObject({
    nextExpectedRevision: 2n,
  })
  expect(numbers(await collect(client.readStream(stream)))).toEqual([0, 1, 2])
}, 30_000)

test('a second node on the same database fails to start while the first is running', async () => {
  const database = await createDatabase()
  const first = await startNodeOn(database)
  expect(await rejection(startNodeOn(database))).toMatchObject({
    code: 'WRITER_ACTIVE',
    message: expect.stringContaining(database.database),
  })
  await first.stop()
  await startNodeOn(database)
}, 30_000)

test('a port in use is reported with the variable that changes it', async () => {
  const database = await createDatabase()
  const other = await createDatabase()
  const first = await startNodeOn(database)
  expect(await rejection(startNodeOn(other, first.port))).toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringMatching(new RegExp(`${first.port}.*EVENTSTORE_PORT`)),
  })
}, 30_000)

test('stopping a node ends its subscriptions with UNAVAILABLE and loses no events', async () => {
  const database = await createDatabase()
  const node = await startNodeOn(database)
  const client = connectTo(node)
  const stream = freshStream()
  await client.appendToStream(stream, testEvents(3))
  const subscription = client.subscribeToAll()
  const ended = rejection(collect(subscription))
  await new Promise((resolve) => subscription.on('caughtUp', resolve))
  await node.stop()
  expect(await ended).toBeInstanceOf(UnavailableError)
  const again = connectTo(await startNodeOn(database))
  expect(numbers(await collect(again.readStream(stream)))).toEqual(consecutive(3))
}, 30_000)
