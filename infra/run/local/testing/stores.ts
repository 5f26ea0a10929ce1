import { startNode } from '../event-store/node.ts'
import { databaseVariables } from '../postgres/database-variables.ts'
import { type TestDatabase, testDatabase } from '../postgres/test-database.ts'

export type TestStores = {
  readModel: TestDatabase
  /** The variables with which a service uses them. */
  environment: Record<string, string>
  stop(): Promise<void>
}

/** Starts an empty read model and an empty event store, each in its own database. */
export const startTestStores = async (): Promise<TestStores> => {
  const readModel = await testDatabase()
  const events = await testDatabase()
  const { host, port, user, password, database } = events.owner
  const node = await startNode({ database: { host, port, user, password, database }, port: 0 })
  return {
    readModel,
    environment: {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      USAGE_METERING: 'false',
      RATE_LIMIT_PER_SECOND: '0',
      EVENTSTORE_CONNECTION_STRING: node.connectionString,
      ...databaseVariables(readModel),
    },
    stop: async () => {
      await node.stop()
      await events.drop()
      await readModel.drop()
    },
  }
}
