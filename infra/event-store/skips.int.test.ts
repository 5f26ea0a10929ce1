import { randomUUID } from 'node:crypto'
import { binaryEvent } from '@eventstore/db-client'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type EventStoreNode, startNode } from '../run/local/event-store/node.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { append, type NewEvent } from './append.ts'
import { callStore, closeEventStore } from './client.ts'
import { readStream } from './read.ts'
import { readRecorded } from './read-recorded.ts'
import { forgetSkips, readSkips, recordSkips } from './skips.ts'
import { invoiceStream, skipStream } from './stream-names.ts'

let database: TestDatabase
let node: EventStoreNode
const before = { ...process.env }

beforeAll(async () => {
  database = await testDatabase()
  node = await startNode({ database: database.owner })
  process.env.EVENTSTORE_CONNECTION_STRING = node.connectionString
}, 60_000)
afterAll(async () => {
  process.env = before
  await closeEventStore()
  await node.stop()
  await database.drop()
})

let tenants = 0
const newTenant = (): string => `tenant${++tenants}`
const newStream = (tenantId: string): string => invoiceStream(tenantId, randomUUID())

const at = '2026-11-27T10:15:30.000Z'
const skipOf = (stream: string, revision: number, reason = 'wrong'): NewEvent => ({
  id: randomUUID(),
  type: 'EventSkipped',
  data: { stream, revision, reason, by: 'rahim', at },
  metadata: { schemaVersion: 1 },
})
const appendTwo = async (stream: string): Promise<void> => {
  const events = [1, 2].map((n) => ({ id: randomUUID(), type: 'Happened', data: { n }, metadata: {} }))
  await append(stream, events, -1)
}

test('a skipped event is marked in every read of its stream, and no other event is', async () => {
  const tenant = newTenant()
  const [stream, other] = [newStream(tenant), newStream(tenant)]
  await appendTwo(stream)
  await appendTwo(other)
  expect((await readStream(stream)).map(({ skipped }) => skipped)).toEqual([undefined, undefined])

  await recordSkips(tenant, [skipOf(stream, 1)])

  const skipped = { reason: 'wrong', by: 'rahim', at }
  expect(await readSkips(tenant)).toEqual(new Set([`${stream}@1`]))
  expect(await readStream(stream)).toMatchObject([{ revision: 0 }, { revision: 1, skipped, data: { n: 2 } }])
  expect(await readStream(stream, { from: 1 })).toMatchObject([{ revision: 1, skipped }])
  for (const event of await readStream(other)) expect(event).not.toHaveProperty('skipped')
  expect(await readSkips(newTenant())).toEqual(new Set())
})

test('an event that is not JSON is left out of a stream, and is in it as soon as it is skipped', async () => {
  const tenant = newTenant()
  const stream = newStream(tenant)
  await appendTwo(stream)
  const bytes = binaryEvent({ type: 'Happened', data: Buffer.from('no') })
  await callStore('appending', stream, (client) => client.appendToStream(stream, bytes))
  expect((await readStream(stream)).map(({ revision }) => revision)).toEqual([0, 1])

  await recordSkips(tenant, [skipOf(stream, 2)])

  expect((await readStream(stream)).at(-1)).toMatchObject({
    revision: 2,
    data: null,
    skipped: { by: 'rahim' },
  })
})

test('equal skips at the same time and later are one fact, and the first one counts', async () => {
  const tenant = newTenant()
  const stream = newStream(tenant)
  const together = await Promise.all(
    ['a', 'b', 'c'].map((reason) => recordSkips(tenant, [skipOf(stream, 4, reason)])),
  )
  expect(together.flat()).toHaveLength(1)
  expect(await recordSkips(tenant, [skipOf(stream, 4, 'later')])).toEqual([])
  expect(await recordSkips(tenant, [skipOf(stream, 4), skipOf(stream, 5)])).toMatchObject([{ revision: 5 }])
  const stored = await readRecorded(skipStream(tenant))
  expect(stored.map(({ data }) => data)).toMatchObject([
    { revision: 4, reason: together.flat()[0]?.skipped.reason },
    { revision: 5 },
  ])
})

test('a process uses the skips that it knows, until it is told that there are others', async () => {
  const tenant = newTenant()
  const stream = newStream(tenant)
  expect(await readSkips(tenant)).toEqual(new Set())
  await append(skipStream(tenant), [skipOf(stream, 0)], -1)
  expect(await readSkips(tenant)).toEqual(new Set())
  forgetSkips(tenant)
  expect(await readSkips(tenant)).toEqual(new Set([`${stream}@0`]))
})

test.each([
  ['after more than ten seconds', 11_000],
  ['when the clock was set back', -3_600_000],
])('a process reads the skips again %s', async (_, ms) => {
  const tenant = newTenant()
  const stream = newStream(tenant)
  const now = Date.now()
  expect(await readSkips(tenant)).toEqual(new Set())
  await append(skipStream(tenant), [skipOf(stream, 0)], -1)
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now + ms)
  try {
    expect(await readSkips(tenant)).toEqual(new Set([`${stream}@0`]))
  } finally {
    clock.mockRestore()
  }
})

test('a skip in an unknown form stops reads of its tenant: a guess could bring an event back', async () => {
  const tenant = newTenant()
  const stream = newStream(tenant)
  await append(skipStream(tenant), [{ ...skipOf(stream, 0), data: { stream } }], -1)
  await expect(readStream(stream)).rejects.toMatchObject({ code: 'EVENT_DATA_INVALID' })
  await expect(recordSkips(tenant, [skipOf(stream, 1)])).rejects.toMatchObject({ code: 'EVENT_DATA_INVALID' })
})

test('a read that failed is not kept: the next one finds the skips', async () => {
  const tenant = newTenant()
  const stream = newStream(tenant)
  await appendTwo(stream)
  await recordSkips(tenant, [skipOf(stream, 1)])
  process.env.EVENTSTORE_CONNECTION_STRING = 'esdb://127.0.0.1:1?tls=false'
  await expect(readSkips(tenant)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  process.env.EVENTSTORE_CONNECTION_STRING = node.connectionString
  expect(await readSkips(tenant)).toEqual(new Set([`${stream}@1`]))
})
