import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type EventStoreNode, startNode } from '../run/local/eventstore/node.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { append, type NewEvent } from './append.ts'
import { closeEventStore } from './client.ts'
import { AppendTooLarge, EventStoreUnavailable, RevisionConflict } from './errors.ts'
import { readStream } from './read.ts'
import { type StoreProxy, startProxy } from './testing/proxy.ts'

let database: TestDatabase
let node: EventStoreNode
let proxy: StoreProxy
let direct: EventStoreDBClient
const before = process.env.EVENTSTORE_CONNECTION_STRING

beforeAll(async () => {
  database = await testDatabase()
  node = await startNode({ database: database.owner })
  direct = EventStoreDBClient.connectionString(node.connectionString)
}, 60_000)
beforeEach(async () => {
  proxy = await startProxy(node.port)
  process.env.EVENTSTORE_CONNECTION_STRING = `esdb://127.0.0.1:${proxy.port}?tls=false`
})
afterEach(async () => {
  await closeEventStore()
  await proxy.close()
})
afterAll(async () => {
  if (before === undefined) delete process.env.EVENTSTORE_CONNECTION_STRING
  else process.env.EVENTSTORE_CONNECTION_STRING = before
  await direct.dispose()
  await node.stop()
  await database.drop()
})

const happened = (pad = ''): NewEvent => ({ id: randomUUID(), type: 'Happened', data: { pad }, metadata: {} })
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Resolves when the store itself, asked past the proxy, has so many events of the stream. */
const committed = async (stream: string, count: number): Promise<void> => {
  for (let found = 0; found < count; ) {
    const events: unknown[] = []
    for await (const event of direct.readStream(stream)) events.push(event)
    found = events.length
  }
}

/** An append whose answer the network keeps; `meanwhile` happens between its commit and the loss of the connection. */
const appendedWithoutAnswer = async (
  stream: string,
  events: NewEvent[],
  meanwhile = async () => {},
): Promise<number> => {
  await append(stream, [happened()], -1)
  proxy.swallowAnswers()
  const appending = append(stream, events, 0)
  await committed(stream, 1 + events.length)
  await meanwhile()
  proxy.passAnswers()
  proxy.cutAll()
  return appending
}

describe('with one connection', () => {
  beforeEach(() => {
    process.env.EVENTSTORE_POOL_SIZE = '1'
  })
  afterEach(() => {
    delete process.env.EVENTSTORE_POOL_SIZE
  })

  test('an append whose answer is lost is repeated with the same ids and counts once', async () => {
    const stream = `lost-${randomUUID()}`
    const events = [happened(), happened()]
    expect(await appendedWithoutAnswer(stream, events)).toBe(2)
    expect((await readStream(stream)).slice(1).map(({ id }) => id)).toEqual(events.map(({ id }) => id))
  })

  test('what others appended between a lost answer and its repetition changes nothing', async () => {
    const stream = `lost-${randomUUID()}`
    const other = async () => {
      await direct.appendToStream(stream, jsonEvent(happened()), { expectedRevision: 1n })
    }
    expect(await appendedWithoutAnswer(stream, [happened()], other)).toBe(1)
    expect(await readStream(stream)).toHaveLength(3)
  })
})

test('connections that die under load lose nothing, double nothing and harm nobody else', async () => {
  const streams = upTo(20).map(() => `load-${randomUUID()}`)
  const faults: unknown[] = []
  const fault = (error: unknown) => faults.push(error)
  process.on('uncaughtException', fault).on('unhandledRejection', fault)
  let running = streams.length
  const writers = streams.map(async (stream) => {
    for (const revision of upTo(60))
      expect(await append(stream, [happened('x'.repeat(2000))], revision - 1)).toBe(revision)
    running--
  })
  const writing = Promise.all(writers)
  for (let cuts = 0; running > 0; cuts++) {
    await append(`beat-${randomUUID()}`, [happened()], 'any')
    if (cuts % 10 === 0) proxy.cut(cuts % 7)
  }
  await writing
  process.off('uncaughtException', fault).off('unhandledRejection', fault)
  expect(faults).toEqual([])
  for (const stream of streams) expect(await readStream(stream)).toHaveLength(60)
})

test('EVENTSTORE_POOL_SIZE connections are opened', async () => {
  process.env.EVENTSTORE_POOL_SIZE = '3'
  try {
    for (const _ of upTo(7)) await readStream('missing')
    expect(proxy.connections()).toBe(3)
  } finally {
    delete process.env.EVENTSTORE_POOL_SIZE
  }
})

test('a store that is down is said to be, and once it is back the next call finds it', async () => {
  const stream = `down-${randomUUID()}`
  await append(stream, [happened()], -1)
  const { port } = proxy
  await proxy.close()
  for (const _ of upTo(12)) {
    await expect(readStream(stream)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(append(stream, [happened()], 0)).rejects.toBeInstanceOf(EventStoreUnavailable)
  }
  proxy = await startProxy(node.port, port)
  expect(await readStream(stream)).toHaveLength(1)
  expect(await append(stream, [happened()], 0)).toBe(1)
})

test('a conflict names the revision that the stream has', async () => {
  const stream = `moved-${randomUUID()}`
  await append(stream, [happened(), happened()], -1)
  const error = await append(stream, [happened()], 0).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(RevisionConflict)
  expect(error).toMatchObject({ actual: 1, code: 'CONFLICT' })
  await expect(append(`none-${randomUUID()}`, [happened()], 4)).rejects.toMatchObject({ actual: -1 })
})

test('an append above the limit of the store is refused before it is sent', async () => {
  const stream = `large-${randomUUID()}`
  expect(await append(stream, [happened('x'.repeat(1_000_000))], -1)).toBe(0)
  await expect(
    append(stream, [happened('x'.repeat(600_000)), happened('x'.repeat(600_000))], 0),
  ).rejects.toBeInstanceOf(AppendTooLarge)
  expect(await readStream(stream)).toHaveLength(1)
})
