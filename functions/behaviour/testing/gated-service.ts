import { EventStoreDBClient } from '@eventstore/db-client'
import { type StoreGate, startGate } from '../../../infra/event-store/testing/gate.ts'
import { startNode } from '../../../infra/run/local/event-store/node.ts'
import { testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { startTestService, type TestService } from '../../../infra/run/local/testing/service.ts'
import { type Desk, deskOf } from './desk.ts'

/** The whole service with a gate before its event store. A test closes the gate to cut a command off. */
export type GatedService = {
  service: TestService
  gate: StoreGate
  /** A client that reaches the event store past the gate. */
  store: EventStoreDBClient
  /** The desk of an administrator of acme. */
  desk: Desk
  stop(): Promise<void>
}

export const startGatedService = async (): Promise<GatedService> => {
  const database = await testDatabase()
  const node = await startNode({ database: database.owner })
  const gate = await startGate(node.port)
  const service = await startTestService({
    environment: { EVENTSTORE_CONNECTION_STRING: gate.connectionString },
  })
  const store = EventStoreDBClient.connectionString(node.connectionString)
  const stop = async () => {
    gate.open()
    await store.dispose()
    await service.stop()
    gate.stop()
    await node.stop()
    await database.drop()
  }
  return { service, gate, store, desk: deskOf(await service.as('admin', 'acme')), stop }
}
