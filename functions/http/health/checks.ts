import { readLast } from '../../../infra/event-store/read.ts'
import { assertBrokersReachable } from '../../../infra/kafka/brokers-reachable.ts'
import { kafkaSettings } from '../../../infra/kafka/connection.ts'
import { database } from '../../../infra/postgres/database.ts'
import { pendingMigrations } from '../../../infra/postgres/migrations.ts'
import { type Check, NotReady } from './report.ts'

const checkDatabase: Check = async () => {
  await database('reader')`select 1`
}

const checkEventStore: Check = async () => {
  await readLast('clock')
}

const checkMigrations: Check = async () => {
  const { length: count } = await pendingMigrations(database('reader'))
  if (count > 0) throw new NotReady(`${count} migrations are pending: npm run migration:run`)
}

/** The checks of a running process: the state of its stores. */
export const liveChecks = (): Record<string, Check> => ({
  database: checkDatabase,
  eventstore: checkEventStore,
})

/** The checks that must pass before the process gets requests. Kafka is checked only if it is configured. */
export const readyChecks = (): Record<string, Check> => ({
  ...liveChecks(),
  ...(usesKafka() ? { kafka: assertBrokersReachable } : {}),
  migrations: checkMigrations,
})

/** Also true for invalid settings: the check of Kafka then reports them, and the other checks still run. */
const usesKafka = (): boolean => {
  try {
    return kafkaSettings() !== undefined
  } catch {
    return true
  }
}
