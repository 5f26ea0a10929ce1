import { settings } from '../../../infra/config/settings.ts'
import { readLast } from '../../../infra/event-store/read.ts'
import { assertBrokersReachable } from '../../../infra/kafka/brokers-reachable.ts'
import { kafkaSettings } from '../../../infra/kafka/connection.ts'
import { database } from '../../../infra/postgres/database.ts'
import { migrationState } from '../../../infra/postgres/migrations.ts'
import { withinDeadline } from '../../../infra/process/deadline.ts'
import { type Check, type Checks, NotReady } from './report.ts'

const checkDatabase: Check = async () => {
  await database('reader')`select 1`
  return undefined
}

const checkEventStore: Check = async () => {
  await readLast('clock')
  return undefined
}

const checkMigrations: Check = async () => {
  const { pending } = await migrationState(database('reader'), { liveOnly: true })
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

const checkCache: Check = async () => {
  const { REDIS_URL: url = '' } = settings(['REDIS_URL'])
  const { openRedis } = await import('../../../infra/redis/shared-connection.ts')
  const redis = await openRedis(url)
  await redis.ping().catch(() => {
    throw new NotReady('does not reply; the service works without it')
  })
  return undefined
}

/** The checks of a running process: the state of its stores. */
export const liveChecks = (): Checks => ({
  required: { database: checkDatabase, eventstore: checkEventStore },
})

/**
 * The checks that must pass before the process gets requests. Kafka and Redis are checked only if they are
 * configured. Redis is optional: if it were required, every process would leave service when it is down.
 */
export const readyChecks = (): Checks => ({
  required: {
    ...liveChecks().required,
    ...(uses(kafkaSettings) ? { kafka: checkBrokers } : {}),
    migrations: checkMigrations,
    projection: reportSetAside,
  },
  optional: uses(() => settings(['REDIS_URL']).REDIS_URL) ? { cache: checkCache } : {},
})

/** Also true for invalid settings: the check then reports them, and the other checks still run. */
const uses = (read: () => unknown): boolean => {
  try {
    return read() !== undefined
  } catch {
    return true
  }
}
