import { readLast } from '../../../infra/event-store/read.ts'
import { assertBrokersReachable } from '../../../infra/kafka/brokers-reachable.ts'
import { kafkaSettings } from '../../../infra/kafka/connection.ts'
import { database } from '../../../infra/postgres/database.ts'
import { pendingMigrations } from '../../../infra/postgres/migrations.ts'
import { type Check, NotReady } from './report.ts'

const databaseAnswers: Check = async () => {
  await database('reader')`select 1`
}

const eventStoreAnswers: Check = async () => {
  await readLast('clock')
}

const nothingPending: Check = async () => {
  const waiting = await pendingMigrations(database('reader'))
  if (waiting.length > 0)
    throw new NotReady(`${waiting.length} migrations are to be run: npm run migration:run`)
}

/** What a process that runs should say of its stores. */
export const liveChecks = (): Record<string, Check> => ({
  database: databaseAnswers,
  eventstore: eventStoreAnswers,
})

/** What has to be there before requests are sent here. Without a broker there is none to check. */
export const readyChecks = (): Record<string, Check> => ({
  ...liveChecks(),
  ...(hasKafka() ? { kafka: assertBrokersReachable } : {}),
  migrations: nothingPending,
})

/** Bad settings count as Kafka, so that its own check finds them and the others are reported beside it. */
const hasKafka = (): boolean => {
  try {
    return kafkaSettings() !== undefined
  } catch {
    return true
  }
}
