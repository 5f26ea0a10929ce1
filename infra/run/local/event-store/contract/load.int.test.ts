import { EventStoreDBClient } from '@eventstore/db-client'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Postgres } from '../../postgres/start.ts'
import { type NodeProcess, startNodeProcess } from './node-process.ts'
import {
  collect,
  consecutive,
  externalStore,
  freshStream,
  revisions,
  startTestPostgres,
  testEvent,
  testEvents,
} from './test-store.ts'

/**
 * The node takes about 110 MB at rest and 180 to 230 MB after these tests. Keeping all events in memory would
 * take far more.
 */
const maxResidentMB = 300

let postgres: Postgres | undefined
let node: NodeProcess | undefined
let client: EventStoreDBClient
beforeAll(async () => {
  if (externalStore === undefined) {
    postgres = await startTestPostgres()
    node = await startNodeProcess({ ...postgres, database: 'eventstore' })
  }
  client = EventStoreDBClient.connectionString(externalStore ?? node?.connectionString ?? '')
}, 30_000)
afterAll(async () => {
  await client.dispose()
  await node?.kill()
  await postgres?.stop()
})

const expectBoundedMemory = () => expect(node?.residentMB() ?? 0).toBeLessThan(maxResidentMB)

test('10,000 appends with 50 in flight are all stored, in order within each stream', async () => {
  const prefix = freshStream('load')
  let sent = 0
  const positions = new Set<bigint | undefined>()
  const appendInTurn = async (_: unknown, lane: number): Promise<number> => {
    let n = 0
    while (sent < 10_000) {
      sent++
      const { position } = await client.appendToStream(`${prefix}-${lane}`, testEvent(n++, 'x'.repeat(300)))
      positions.add(position?.commit)
    }
    return n
  }
  const written = await Promise.all(Array.from({ length: 50 }, appendInTurn))
  expect(positions.size).toBe(10_000)
  for (const [lane, count] of written.entries())
    expect(revisions(await collect(client.readStream(`${prefix}-${lane}`)))).toEqual(consecutive(count))
  expectBoundedMemory()
}, 300_000)

test('50,000 events are read in order with bounded memory', async () => {
  const stream = freshStream('long')
  for (const n of consecutive(10))
    await client.appendToStream(stream, testEvents(5000, n * 5000), { deadline: 60_000 })
  let next = 0
  for await (const { event } of client.readStream(stream))
    if (Number(event?.revision) !== next++) throw new Error(`${event?.revision} is out of order`)
  expect(next).toBe(50_000)
  expectBoundedMemory()
}, 300_000)
