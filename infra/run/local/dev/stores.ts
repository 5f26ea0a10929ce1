import { join } from 'node:path'
import { settings } from '../../../config/settings.ts'
import { type ConnectionSettings, closeConnections, connect } from '../../../postgres/connect.ts'
import { removeConnectionFile, writeConnectionFile } from '../../../postgres/connection-file.ts'
import { database, type SettingsByLogin } from '../../../postgres/database.ts'
import { runMigrations } from '../../../postgres/migrations.ts'
import { setUpDatabase } from '../../../postgres/setup.ts'
import { memoryFlags } from '../eventstore/memory-flags.ts'
import { ensureLocalDatabase } from '../postgres/local-database.ts'
import { type Postgres, startPostgres } from '../postgres/start.ts'
import { beginChild } from './child.ts'

export type Stores = {
  environment: Record<string, string>
  /** The name of a store that ended although nobody stopped it. */
  ended: Promise<string>
  stop(): Promise<void>
}

const never = new Promise<never>(() => undefined)

type Options = { dataDir: string; given: Record<string, string | undefined>; log(line: string): void }

/**
 * Starts what the environment does not name: PostgreSQL unless DATABASE_HOST is set, the EventStoreDB node
 * unless EVENTSTORE_CONNECTION_STRING is. Answers the variables that name what was started.
 */
export const startStores = async ({ dataDir, given, log }: Options): Promise<Stores> => {
  const ownDatabase = !given.DATABASE_HOST
  const ownEventStore = !given.EVENTSTORE_CONNECTION_STRING
  if (!ownDatabase) await prepared(log)
  if (!ownDatabase && !ownEventStore) return { environment: {}, ended: never, stop: async () => undefined }
  const postgres = await startPostgres({ dataDir, log })
  const stops = [() => postgres.stop()]
  const stop = async () => {
    for (const part of stops.reverse()) await part()
  }
  const node = ownEventStore ? eventStore(postgres, given) : undefined
  if (node) stops.push(() => node.stop())
  try {
    const [database, { connectionString }] = await Promise.all([
      ownDatabase ? migrated(await ensureLocalDatabase(postgres), log) : undefined,
      node ? node.ready : { connectionString: undefined },
    ])
    if (database) {
      writeConnectionFile(dataDir, { ...database, pid: process.pid })
      stops.push(async () => removeConnectionFile(dataDir))
    }
    return {
      environment: {
        ...databaseVariables(database),
        ...(connectionString ? { EVENTSTORE_CONNECTION_STRING: connectionString } : {}),
      },
      ended: node ? node.exited.then(() => nodeName) : never,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * The database that the environment names gets the shared part and the migrations that it lacks; both are
 * safe to repeat.
 */
const prepared = async (log: (line: string) => void): Promise<void> => {
  const named = settings([
    'DATABASE_WRITER_USERNAME',
    'DATABASE_WRITER_PASSWORD',
    'DATABASE_READER_USERNAME',
    'DATABASE_READER_PASSWORD',
  ])
  const owner = database('owner')
  await setUpDatabase(owner, {
    writer: { user: named.DATABASE_WRITER_USERNAME, password: named.DATABASE_WRITER_PASSWORD },
    reader: { user: named.DATABASE_READER_USERNAME, password: named.DATABASE_READER_PASSWORD },
  })
  await runMigrations(owner, { progress: log })
  await closeConnections()
}

const migrated = async (database: SettingsByLogin, log: (line: string) => void): Promise<SettingsByLogin> => {
  await runMigrations(
    connect({ ...database.owner, maxConnections: 2, applicationName: 'migrations', statementTimeoutMs: 0 }),
    {
      progress: log,
    },
  )
  await closeConnections()
  return database
}

type NodeReady = { connectionString: string }

const nodeName = 'The EventStoreDB node'

const eventStore = ({ host, port, user, password }: Postgres, given: Record<string, string | undefined>) =>
  beginChild<NodeReady>({
    name: nodeName,
    module: join(import.meta.dirname, '../eventstore/main.ts'),
    environment: {
      ...given,
      EVENTSTORE_NODE_DATABASE: JSON.stringify({ host, port, user, password, database: 'eventstore' }),
    },
    execArgv: memoryFlags,
    saysWhy: true,
  })

const databaseVariables = (database: SettingsByLogin | undefined): Record<string, string> => {
  if (!database) return {}
  const { owner, writer, reader } = database
  return {
    DATABASE_HOST: owner.host,
    DATABASE_PORT: String(owner.port),
    DATABASE_NAME: owner.database,
    ...login('DATABASE', owner),
    ...login('DATABASE_WRITER', writer),
    ...login('DATABASE_READER', reader),
  }
}

const login = (prefix: string, { user, password }: ConnectionSettings) => ({
  [`${prefix}_USERNAME`]: user,
  [`${prefix}_PASSWORD`]: password,
})
