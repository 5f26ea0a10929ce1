import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { append } from '../../../../infra/event-store/append.ts'
import { closeEventStore } from '../../../../infra/event-store/client.ts'
import type { NumberedRecord } from '../../../../infra/kafka/direct-delivery.ts'
import { connect, type Sql } from '../../../../infra/postgres/connect.ts'
import { type EventStoreNode, startNode } from '../../../../infra/run/local/event-store/node.ts'
import { type TestDatabase, testDatabase } from '../../../../infra/run/local/postgres/test-database.ts'
import { readEventPage } from '../event-page.ts'
import { type RelayParts, relay } from '../relay.ts'

let database: TestDatabase
let node: EventStoreNode

export const writer = (): Sql => connect(database.writer)

/** The published records in order. */
export const topic: NumberedRecord[] = []

/**
 * Starts both stores for the tests of a file. Each test begins at the end of `$all`, with a free lease and an
 * empty topic.
 */
export const useStores = (): void => {
  const before = { ...process.env }
  beforeAll(async () => {
    database = await testDatabase()
    node = await startNode({ database: database.owner })
    process.env.EVENTSTORE_CONNECTION_STRING = node.connectionString
  }, 60_000)
  beforeEach(async () => {
    await writer()`update finance.relay set holder = null, lease_until = null`
    await relay(parts(), randomUUID())
    topic.length = 0
  })
  afterAll(async () => {
    await closeEventStore()
    await node.stop()
    await database.drop()
    process.env = before
  }, 30_000)
}

export const parts = (overrides: Partial<RelayParts> = {}): RelayParts => ({
  sql: writer(),
  readEventPage,
  publish: async (records) => void topic.push(...records),
  isTimeUp: () => false,
  ...overrides,
})

export const streamOf = (name: string = randomUUID()): string => `invoice-acme_${name}`

export const appendEvents = async (stream: string, count = 1, from = 0): Promise<void> => {
  const events = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    type: 'Happened',
    data: { revision: from + index },
    metadata: { tenantId: 'acme', schemaVersion: 1 },
  }))
  await append(stream, events, from - 1)
}

/** The revisions of a stream on the topic, in order. */
export const publishedRevisions = (stream: string): number[] =>
  topic.filter(({ key }) => key === stream).map(({ value }) => JSON.parse(value).revision)

/** Removes the event at a position from the store, as a scavenge does with an event that has expired. */
export const scavenge = async (position: { prepare: bigint } | undefined): Promise<void> => {
  const rows = await connect(database.owner)`
    delete from eventstore.events where position = ${String(position?.prepare)} returning stream`
  if (rows.length !== 1) throw new Error('The store has no event at this position')
}
