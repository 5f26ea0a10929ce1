import { afterAll, beforeAll } from '@jest/globals'
import { closeEventStore } from '../../../infra/event-store/client.ts'
import { type EventStoreNode, startNode } from '../../../infra/run/local/event-store/node.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'

/** Starts an event store for the tests of a file, and lets the write model use it. */
export const useEventStore = (): void => {
  let database: TestDatabase
  let node: EventStoreNode
  const before = process.env.EVENTSTORE_CONNECTION_STRING

  beforeAll(async () => {
    database = await testDatabase()
    node = await startNode({ database: database.owner })
    process.env.EVENTSTORE_CONNECTION_STRING = node.connectionString
  }, 60_000)

  afterAll(async () => {
    await closeEventStore()
    await node.stop()
    await database.drop()
    if (before === undefined) delete process.env.EVENTSTORE_CONNECTION_STRING
    else process.env.EVENTSTORE_CONNECTION_STRING = before
  })
}
