import { randomUUID } from 'node:crypto'
import {
  EventStoreDBClient,
  type JSONEventData,
  type JSONEventType,
  jsonEvent,
  type ResolvedEvent,
} from '@eventstore/db-client'
import { test } from '@jest/globals'
import { environment } from '../../../../config/environment.ts'
import { prepareTestFolder } from '../../postgres/prototype.ts'
import { type Postgres, startPostgres } from '../../postgres/start.ts'
import { type EventStoreNode, startNode } from '../node.ts'

export type Tested = JSONEventType<'Tested', { n: number; pad?: string }, { by: string }>

export type TestStore = {
  connectionString: string
  client: EventStoreDBClient
  /** Stops the node, starts another on the same database, and replaces `client` and `connectionString`. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** The EventStoreDB that the tests use in place of an embedded node, if any. */
export const externalStore = environment().EVENTSTORE_CONNECTION_STRING || undefined

/**
 * For tests that restart the node or depend on its limits: skipped when the tests use an external
 * EventStoreDB.
 */
export const testOfEmbeddedNode = externalStore === undefined ? test : test.skip

/**
 * The EventStoreDB that EVENTSTORE_CONNECTION_STRING names or, without it, a new node on a new PostgreSQL.
 */
export const startTestStore = async (options: { rememberedIds?: number } = {}): Promise<TestStore> =>
  externalStore === undefined ? startEmbedded(options) : connectTo(externalStore)

const connectTo = (connectionString: string): TestStore => {
  const client = EventStoreDBClient.connectionString(connectionString)
  return {
    connectionString,
    client,
    restart: () => Promise.reject(new Error('An external EventStoreDB cannot be restarted by a test')),
    stop: () => client.dispose(),
  }
}

const startEmbedded = async (options: { rememberedIds?: number }): Promise<TestStore> => {
  const postgres = await startTestPostgres()
  const start = () => startNode({ database: { ...postgres, database: 'postgres' }, ...options })
  let node: EventStoreNode = await start()
  const store: TestStore = {
    connectionString: node.connectionString,
    client: EventStoreDBClient.connectionString(node.connectionString),
    restart: async () => {
      await store.client.dispose()
      await node.stop()
      node = await start()
      store.connectionString = node.connectionString
      store.client = EventStoreDBClient.connectionString(node.connectionString)
    },
    stop: async () => {
      await store.client.dispose()
      await node.stop()
      await postgres.stop()
    },
  }
  return store
}

export const startTestPostgres = async (): Promise<Postgres> => {
  const { dataDir } = await prepareTestFolder()
  return startPostgres({ dataDir, durable: false, temporaryFolder: dataDir })
}

/** A stream name that is unique, also among runs of the tests. */
export const freshStream = (prefix = 'contract'): string => `${prefix}-${randomUUID()}`

export const testEvent = (n: number, pad?: string): JSONEventData<Tested> =>
  jsonEvent<Tested>({
    type: 'Tested',
    data: { n, ...(pad === undefined ? {} : { pad }) },
    metadata: { by: 'contract' },
  })

/** Events with consecutive `n`, beginning with `from`. */
export const testEvents = (count: number, from = 0): JSONEventData<Tested>[] =>
  consecutive(count, from).map((n) => testEvent(n))

/** Appends as many events to a new stream; returns its name. */
export const createStream = async ({ client }: TestStore, count: number): Promise<string> => {
  const stream = freshStream()
  await client.appendToStream(stream, testEvents(count))
  return stream
}

/** All events of a read or, with a count, the first events of a subscription. */
export const collect = async (
  events: AsyncIterable<ResolvedEvent>,
  count = Number.POSITIVE_INFINITY,
): Promise<ResolvedEvent[]> => {
  const found: ResolvedEvent[] = []
  if (count === 0) return found
  for await (const event of events) if (found.push(event) >= count) break
  return found
}

/** The `n` of each event. */
export const numbers = (events: readonly ResolvedEvent[]): number[] =>
  events.map(({ event }) => (event?.data as { n: number } | undefined)?.n ?? Number.NaN)

export const revisions = (events: readonly ResolvedEvent[]): number[] =>
  events.map(({ event }) => Number(event?.revision))

/** As many consecutive integers, beginning with `from`. */
export const consecutive = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, index) => from + index)

/** Returns the error that the promise rejects with; throws when it is fulfilled. */
export const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('expected a rejection')
}
