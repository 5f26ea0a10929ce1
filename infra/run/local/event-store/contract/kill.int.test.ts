import { EventStoreDBClient } from '@eventstore/db-client'
import { afterAll, beforeAll, expect } from '@jest/globals'
import type { Postgres } from '../../postgres/start.ts'
import { type NodeProcess, startNodeProcess } from './node-process.ts'
import {
  collect,
  consecutive,
  freshStream,
  startTestPostgres,
  testEvent,
  testOfEmbeddedNode,
} from './test-store.ts'

let postgres: Postgres | undefined
beforeAll(async () => {
  postgres = await startTestPostgres()
}, 30_000)
afterAll(() => postgres?.stop())

const startNode = (): Promise<NodeProcess> => {
  if (postgres === undefined) throw new Error('PostgreSQL did not start')
  return startNodeProcess({ ...postgres, database: 'eventstore' })
}

type Acknowledged = { id: string; revision: bigint }

testOfEmbeddedNode(
  'every append that was acknowledged before kill -9 is stored once and in order',
  async () => {
    const stream = freshStream('killed')
    const first = await startNode()
    const acknowledged = await appendUntilKilled(first, stream)
    expect(acknowledged.length).toBeGreaterThanOrEqual(300)
    expect(acknowledged.length).toBeLessThan(1000)

    const second = await startNode()
    const client = EventStoreDBClient.connectionString(second.connectionString)
    const events = await collect(client.readStream(stream))
    expect(events.map(({ event }) => Number(event?.revision))).toEqual(consecutive(events.length))
    expect(new Set(events.map(({ event }) => event?.id)).size).toBe(events.length)
    const idAt = events.map(({ event }) => event?.id)
    for (const { id, revision } of acknowledged) expect(idAt[Number(revision)]).toBe(id)
    const next = await client.appendToStream(stream, testEvent(-1), {
      expectedRevision: BigInt(events.length - 1),
    })
    expect(next.nextExpectedRevision).toBe(BigInt(events.length))
    await client.dispose()
    await second.kill()
  },
  30_000,
)

/** Sends up to 1,000 appends, ten in flight, and kills the node when 300 are acknowledged. */
const appendUntilKilled = async (node: NodeProcess, stream: string): Promise<Acknowledged[]> => {
  const client = EventStoreDBClient.connectionString(node.connectionString)
  const acknowledged: Acknowledged[] = []
  let next = 0
  let killed: Promise<void> | undefined
  const appendInTurn = async () => {
    while (next < 1000 && killed === undefined) {
      const event = testEvent(next++)
      const { nextExpectedRevision } = await client.appendToStream(stream, event)
      acknowledged.push({ id: event.id, revision: nextExpectedRevision })
      if (acknowledged.length >= 300) killed ??= node.kill()
    }
  }
  await Promise.allSettled(consecutive(10).map(appendInTurn))
  await killed
  await client.dispose()
  return acknowledged
}
