import { readLast } from '../../../infra/event-store/read.ts'
import { assertBrokersReachable } from '../../../infra/kafka/brokers-reachable.ts'
import { kafkaSettings } from '../../../infra/kafka/connection.ts'
import { database } from '../../../infra/postgres/database.ts'
import { migrationState } from '../../../infra/postgres/migrations.ts'
import { withinDeadline } from '../../../infra/process/deadline.ts'
import { type Check, NotReady } from './report.ts'

const checkDatabase: Check = async () => {
  await database('reader')`select 1`
  return undefined
}

const checkEventStore: Check = async () => {
  await readLast('clock')
  return undefined
}

const checkMigrations: Check = async () => {
  const { pending } = await migrationState(database('reader'))
  if (pending.length > 0)
    throw new NotReady(`${pending.length} migrations are pending: npm run migration:run`)
  return undefined
}

const checkBrokers: Check = async () => {
  await assertBrokersReachable()
  return undefined
}

type SetAside = { setAsideStreams: number | null; oldestSetAsideAt: string | null }

/**
 * Reports how many streams are set aside and since when; null when that cannot be read. It never fails: the
 * other invoices are served, and another process would find the same streams, so nothing would be gained by
 * taking this one out of service.
 */
const reportSetAside: Check = () =>
  withinDeadline(
    setAsideTimeoutMs,
    readSetAside().catch(() => notKnown),
    () => notKnown,
  )

/** Less than a check may take, because a check that takes too long has failed. */
const setAsideTimeoutMs = 1_500

const notKnown: SetAside = { setAsideStreams: null, oldestSetAsideAt: null }

const readSetAside = async (): Promise<SetAside | undefined> => {
  const [row] = await database('reader')<SetAside[]>`
    select count(set_aside_at)::int as "setAsideStreams", min(set_aside_at) as "oldestSetAsideAt"
    from finance.set_aside`
  return row
}

/** The checks of a running process: the state of its stores. */
export const liveChecks = (): Record<string, Check> => ({
  database: checkDatabase,
  eventstore: checkEventStore,
})

/** The checks that must pass before the process gets requests. Kafka is checked only if it is configured. */
export const readyChecks = (): Record<string, Check> => ({
  ...liveChecks(),
  ...(usesKafka() ? { kafka: checkBrokers } : {}),
  migrations: checkMigrations,
  projection: reportSetAside,
})

/** Also true for invalid settings: the check of Kafka then reports them, and the other checks still run. */
const usesKafka = (): boolean => {
  try {
    return kafkaSettings() !== undefined
  } catch {
    return true
  }
}
