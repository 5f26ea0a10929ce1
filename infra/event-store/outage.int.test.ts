import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startTcpProxy, type TcpProxy } from '../process/testing/tcp-proxy.ts'
import { type EventStoreNode, startNode } from '../run/local/event-store/node.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { append, type NewEvent } from './append.ts'
import { closeEventStore } from './client.ts'
import { EventStoreUnavailable, RevisionConflict } from './errors.ts'
import { readStream } from './read.ts'

let database: TestDatabase
let node: EventStoreNode
let proxy: TcpProxy
let direct: EventStoreDBClient
const before = process.env.EVENTSTORE_CONNECTION_STRING

beforeAll(async () => {
  database = await testDatabase()
  node = await startNode({ database: database.owner })
  direct = EventStoreDBClient.connectionString(node.connectionString)
}, 60_000)
beforeEach(async () => {
  proxy = await startTcpProxy(node.port)
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

const newEvent = (pad = ''): NewEvent => ({ id: randomUUID(), type: 'Happened', data: { pad }, metadata: {} })
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Waits until the store has this many events of the stream; reads without the proxy. */
const waitForEvents = async (stream: string, count: number): Promise<void> => {
  for (let found = 0; found < count; ) {
    const events: unknown[] = []
    for await (const event of direct.readStream(stream)) events.push(event)
    found = events.length
  }
}

/**
 * Appends events whose first response is lost; `meanwhile` runs between the commit and the loss of the
 * connection.
 */
const appendWithLostResponse = async (
  stream: string,
  events: NewEvent[],
  meanwhile = async () => {},
): Promise<number> => {
  await append(stream, [newEvent()], -1)
  proxy.dropResponses()
  const appending = append(stream, events, 0)
  await waitForEvents(stream, 1 + events.length)
  await meanwhile()
  proxy.pass()
  return appending
}

describe('with one connection', () => {
  beforeEach(() => {
    process.env.EVENTSTORE_POOL_SIZE = '1'
  })
  afterEach(() => {
    delete process.env.EVENTSTORE_POOL_SIZE
  })

  test('an append whose response is lost is repeated with the same ids and takes effect once', async () => {
    const stream = `lost-${randomUUID()}`
    const events = [newEvent(), newEvent()]
    expect(await appendWithLostResponse(stream, events)).toBe(2)
    expect((await readStream(stream)).slice(1).map(({ id }) => id)).toEqual(events.map(({ id }) => id))
  })

  test('events that others append before the repetition do not change its result', async () => {
    const stream = `lost-${randomUUID()}`
    const other = async () => {
      await direct.appendToStream(stream, jsonEvent(newEvent()), { expectedRevision: 1n })
    }
    expect(await appendWithLostResponse(stream, [newEvent()], other)).toBe(1)
    expect(await readStream(stream)).toHaveLength(3)
  })
})

// Jest fails the test for an error that nobody handles; the process of the test cannot listen for one.
test('connections that break under load neither lose nor duplicate events nor harm others', async () => {
  const streams = upTo(20).map(() => `load-${randomUUID()}`)
  let running = streams.length
  const writers = streams.map(async (stream) => {
    for (const revision of upTo(60))
      expect(await append(stream, [newEvent('x'.repeat(2000))], revision - 1)).toBe(revision)
    running--
  })
  const writing = Promise.all(writers)
  for (let cuts = 0; running > 0; cuts++) {
    await append(`beat-${randomUUID()}`, [newEvent()], 'any')
    if (cuts % 10 === 0) proxy.cut(cuts % 7)
  }
  await writing
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

test('calls fail while the store is down, and the first call after its return succeeds', async () => {
  const stream = `down-${randomUUID()}`
  await append(stream, [newEvent()], -1)
  const { port } = proxy
  await proxy.close()
  for (const _ of upTo(12)) {
    await expect(readStream(stream)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(append(stream, [newEvent()], 0)).rejects.toBeInstanceOf(EventStoreUnavailable)
  }
  proxy = await startTcpProxy(node.port, port)
  expect(await readStream(stream)).toHaveLength(1)
  expect(await append(stream, [newEvent()], 0)).toBe(1)
})

test('a conflict contains the revision of the stream', async () => {
  const stream = `moved-${randomUUID()}`
  await append(stream, [newEvent(), newEvent()], -1)
  const error = await append(stream, [newEvent()], 0).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(RevisionConflict)
  expect(error).toMatchObject({ actual: 1, code: 'CONFLICT' })
  await expect(append(`none-${randomUUID()}`, [newEvent()], 4)).rejects.toMatchObject({ actual: -1 })
})

test('an append above the limit of the store is rejected before it is sent', async () => {
  const stream = `large-${randomUUID()}`
  expect(await append(stream, [newEvent('x'.repeat(1_000_000))], -1)).toBe(0)
  await expect(
    append(stream, [newEvent('x'.repeat(600_000)), newEvent('x'.repeat(600_000))], 0),
  ).rejects.toMatchObject({ name: 'AppendTooLarge', cause: undefined })
  expect(await readStream(stream)).toHaveLength(1)
})
