import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { thawAfter } from '../process/testing/freeze.ts'
import { startTcpProxy, type TcpProxy } from '../process/testing/tcp-proxy.ts'
import { withRemainingTime } from '../process/time-left.ts'
import { type EventStoreNode, startNode } from '../run/local/event-store/node.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { append, type NewEvent } from './append.ts'
import { closeEventStore } from './client.ts'
import { readStream } from './read.ts'

let database: TestDatabase
let node: EventStoreNode
let proxy: TcpProxy
const before = { ...process.env }

beforeAll(async () => {
  database = await testDatabase()
  node = await startNode({ database: database.owner })
}, 60_000)
beforeEach(async () => {
  proxy = await startTcpProxy(node.port)
  process.env.EVENTSTORE_CONNECTION_STRING = `esdb://127.0.0.1:${proxy.port}?tls=false`
  process.env.EVENTSTORE_POOL_SIZE = '1'
})
afterEach(async () => {
  jest.restoreAllMocks()
  await closeEventStore()
  await proxy.close()
})
afterAll(async () => {
  process.env = before
  await node.stop()
  await database.drop()
})

const newEvent = (): NewEvent => ({ id: randomUUID(), type: 'Happened', data: {}, metadata: {} })

test.each<[string, number, (proxy: TcpProxy) => void]>([
  ['was cut', 31_000, ({ cutAll }) => cutAll()],
  ['was cut a moment ago', 0, ({ cutAll }) => cutAll()],
  ['is forgotten by the network without a sign', 31_000, ({ forgetAll }) => forgetAll()],
])('after a thaw the first read and append succeed, although the connection %s', async (_, ms, fail) => {
  const stream = `thaw-${randomUUID()}`
  await append(stream, [newEvent()], -1)
  fail(proxy)
  thawAfter(ms)
  expect(await readStream(stream)).toHaveLength(1)
  fail(proxy)
  thawAfter(ms)
  expect(await append(stream, [newEvent()], 0)).toBe(1)
})

test('a connection is used again after a short time', async () => {
  await readStream('missing')
  thawAfter(20_000)
  await readStream('missing')
  expect(proxy.connections()).toBe(1)
})

test.each<[string, (stream: string) => Promise<unknown>]>([
  ['a read', readStream],
  ['an append', (stream) => append(stream, [newEvent()], 0)],
])('%s without a response is given up a second before the end', async (_, call) => {
  const stream = `silent-${randomUUID()}`
  await append(stream, [newEvent()], -1)
  proxy.dropResponses()
  const within = withRemainingTime(
    () => 1_050,
    () => call(stream),
  )
  await expect(within).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', connectionLost: false })
})

test('without time left nothing is sent', async () => {
  const within = withRemainingTime(
    () => 1_000,
    () => readStream('missing'),
  )
  await expect(within).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect(proxy.connections()).toBe(0)
})

test('a connection without a response is not used again', async () => {
  const stream = `silent-${randomUUID()}`
  await append(stream, [newEvent()], -1)
  proxy.forgetAll()
  expect(await append(stream, [newEvent()], 0)).toBe(1)
}, 20_000)
