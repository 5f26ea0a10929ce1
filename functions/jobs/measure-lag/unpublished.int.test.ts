import { randomUUID } from 'node:crypto'
import { BACKWARDS, END } from '@eventstore/db-client'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { append } from '../../../infra/event-store/append.ts'
import { callStore, closeEventStore } from '../../../infra/event-store/client.ts'
import { connect } from '../../../infra/postgres/connect.ts'
import { startTestStores, type TestStores } from '../../../infra/run/local/testing/stores.ts'
import { readUnpublished } from './unpublished.ts'

const before = { ...process.env }
let stores: TestStores

beforeAll(async () => {
  stores = await startTestStores()
  Object.assign(process.env, stores.environment)
}, 60_000)
afterAll(async () => {
  await closeEventStore()
  await stores.stop()
  process.env = before
})

const writer = () => connect(stores.readModel.writer)

const appendTo = (stream: string, count: number) => {
  const events = Array.from({ length: count }, () => ({
    id: randomUUID(),
    type: 'Test',
    data: {},
    metadata: {},
  }))
  return append(stream, events, 'any')
}

/** The position of the last event of all. */
const readEnd = () =>
  callStore('reading $all', '$all', async (client) => {
    let position: { commit: bigint; prepare: bigint } | undefined
    const reading = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })
    for await (const { event } of reading) position = event?.position
    if (!position) throw new Error('The event store is empty')
    return position
  })

/** Moves the checkpoint of the relay to the end, so that each test begins with nothing to publish. */
beforeEach(async () => {
  await appendTo('tenant-acme', 1)
  const { commit, prepare } = await readEnd()
  await writer()`
    update finance.relay set checkpoint_commit = ${String(commit)}, checkpoint_prepare = ${String(prepare)}`
})

const read = (limits?: { events: number; lookedAt: number }) => readUnpublished(writer(), limits)

test('events of invoices after the checkpoint are counted, and no others', async () => {
  expect(await read()).toEqual({ events: 0, oldestSeconds: 0 })
  await appendTo('tenant-acme', 3)
  expect(await read()).toEqual({ events: 0, oldestSeconds: 0 })
  await appendTo('invoice-acme_1', 2)
  expect(await read()).toEqual({ events: 2, oldestSeconds: expect.any(Number) })
})

test('an event of an invoice is found behind many others, and more than enough of them are enough', async () => {
  await appendTo('numbers-acme_INV_2024-2025', 1_500)
  await appendTo('invoice-acme_2', 1)
  expect(await read()).toMatchObject({ events: 1 })
  await appendTo('invoice-acme_2', 1_100)
  const { events, oldestSeconds } = await read()
  expect(events).toBe(1_000)
  expect(oldestSeconds).toBeGreaterThan(0)
})

test('a relay is far behind when the end is not seen', async () => {
  await appendTo('tenant-acme', 20)
  expect(await read({ events: 5, lookedAt: 20 })).toMatchObject({
    events: 5,
    oldestSeconds: expect.any(Number),
  })
  expect(await read({ events: 5, lookedAt: 21 })).toEqual({ events: 0, oldestSeconds: 0 })
})
