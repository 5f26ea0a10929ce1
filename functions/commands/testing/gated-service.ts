import { type StoreGate, startGate } from '../../../infra/event-store/testing/gate.ts'
import { startNode } from '../../../infra/local/eventstore/node.ts'
import { testDatabase } from '../../../infra/local/postgres/test-database.ts'
import { startTestService, type TestService } from '../../../infra/local/testing/service.ts'

/** The whole service, with a gate before its event store; `direct` is the way past the gate. */
export type GatedService = { service: TestService; gate: StoreGate; direct: string; stop(): Promise<void> }

export const startGatedService = async (): Promise<GatedService> => {
  const database = await testDatabase()
  const node = await startNode({ database: database.owner })
  const gate = await startGate(node.port)
  const service = await startTestService({ environment: { EVENTSTORE_CONNECTION_STRING: gate.connectionString } })
  const stop = async () => {
    gate.open()
    await service.stop()
    gate.stop()
    await node.stop()
    await database.drop()
  }
  return { service, gate, direct: node.connectionString, stop }
}
