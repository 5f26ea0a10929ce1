import { join } from 'node:path'
import { closeConnections, connect } from '../../../postgres/connect.ts'
import { removeConnectionFile, writeConnectionFile } from '../../../postgres/connection-file.ts'
import { database, readCredentials, type SettingsByLogin } from '../../../postgres/database.ts'
import { runMigrations } from '../../../postgres/migrations.ts'
import { setUpDatabase } from '../../../postgres/setup.ts'
import { databaseError } from '../data-folder/folder-error.ts'
import { memoryFlags } from '../event-store/memory-flags.ts'
import { databaseVariables } from '../postgres/database-variables.ts'
import { ensureLocalDatabase } from '../postgres/local-database.ts'
import { type Postgres, startPostgres } from '../postgres/start.ts'
import { beginChild } from './child.ts'
import { type KeptChild, keepChild } from './keep-child.ts'

type Environment = Record<string, string | undefined>

export type Stores = {
  /** The variables that name the stores that were started. */
  environment: Record<string, string>
  /** Resolves with the reason when a store ended by itself and is not started again. */
  ended: Promise<Error>
  stop(): Promise<void>
}

const never = new Promise<never>(() => undefined)

type Options = {
  dataDir: string
  environment: Environment
  /** Of the PostgreSQL that is started, for its pages. */
  sharedBuffersMegabytes?: number | undefined
  log(line: string): void
}

/**
 * Starts the stores that the environment does not name: PostgreSQL unless DATABASE_HOST is set, the
 * EventStoreDB node unless EVENTSTORE_CONNECTION_STRING is set. A database that the environment names is set
 * up and migrated.
 */
export const startStores = async (options: Options): Promise<Stores> => {
  const { dataDir, environment, sharedBuffersMegabytes, log } = options
  const needsDatabase = !environment.DATABASE_HOST
  const needsEventStore = !environment.EVENTSTORE_CONNECTION_STRING
  if (!needsDatabase) await prepareNamedDatabase(log)
  if (!needsDatabase && !needsEventStore)
    return { environment: {}, ended: never, stop: async () => undefined }
  const postgres = await startPostgres({ dataDir, sharedBuffersMegabytes, log })
  const stops = [() => postgres.stop()]
  const stop = async () => {
    for (const stopPart of stops.reverse()) await stopPart()
  }
  const node = needsEventStore ? keepEventStore(postgres, environment, log) : undefined
  if (node) stops.push(() => node.stop())
  try {
    const [embedded, nodeReady] = await Promise.all([
      needsDatabase ? prepareEmbeddedDatabase(postgres, log) : undefined,
      node?.ready,
    ])
    if (embedded) {
      writeConnectionFile(dataDir, {
        ...embedded,
        ...(nodeReady ? { eventStore: nodeReady.connectionString } : {}),
        pid: process.pid,
      })
      stops.push(async () => removeConnectionFile(dataDir))
    }
    return {
      environment: {
        ...(embedded ? databaseVariables(embedded) : {}),
        ...(nodeReady ? { EVENTSTORE_CONNECTION_STRING: nodeReady.connectionString } : {}),
      },
      ended: Promise.race([postgres.ended, node?.ended ?? never]),
      stop,
    }
  } catch (error) {
    await stop()
    throw databaseError(dataDir, error)
  }
}

/** Applies the setup and the pending migrations. Both are safe to repeat. */
const prepareNamedDatabase = async (log: (line: string) => void): Promise<void> => {
  const owner = database('owner')
  await setUpDatabase(owner, {
    writer: await readCredentials('writer'),
    reader: await readCredentials('reader'),
    auth: await readCredentials('auth'),
  })
  await runMigrations(owner, { progress: log })
  await closeConnections()
}

const prepareEmbeddedDatabase = async (
  postgres: Postgres,
  log: (line: string) => void,
): Promise<SettingsByLogin> => {
  const embedded = await ensureLocalDatabase(postgres)
  const owner = connect({
    ...embedded.owner,
    maxConnections: 2,
    applicationName: 'migrations',
    statementTimeoutMs: 0,
  })
  await runMigrations(owner, { progress: log })
  await closeConnections()
  return embedded
}

type EventStoreReady = { connectionString: string; port: number }

const keepEventStore = (
  { host, port, user, password }: Postgres,
  environment: Environment,
  log: (line: string) => void,
): KeptChild<EventStoreReady> => {
  const name = 'The EventStoreDB node'
  return keepChild<EventStoreReady>({
    name,
    log,
    begin: (previous) =>
      beginChild<EventStoreReady>({
        name,
        module: join(import.meta.dirname, '../event-store/main.ts'),
        environment: {
          ...environment,
          ...(previous ? { EVENTSTORE_PORT: String(previous.port) } : {}),
          EVENTSTORE_NODE_DATABASE: JSON.stringify({ host, port, user, password, database: 'eventstore' }),
        },
        execArgv: memoryFlags,
        printsItsError: true,
      }),
  })
}
