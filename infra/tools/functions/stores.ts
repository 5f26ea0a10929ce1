import { AsyncLocalStorage } from 'node:async_hooks'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Environment, environment, provideEnvironments } from '../../config/environment.ts'
import { ConfigurationError, settings } from '../../config/settings.ts'
import { closeEventStore } from '../../event-store/client.ts'
import { closeConnections } from '../../postgres/connect.ts'
import { readConnectionFile } from '../../postgres/connection-file.ts'
import { startStores } from '../../run/local/dev/stores.ts'
import { databaseVariables } from '../../run/local/postgres/database-variables.ts'

type Log = (line: string) => void

/** Who uses the embedded stores while the work runs: they may be those of a running service, or not. */
type Sharing = 'shared' | 'exclusive'

/**
 * Runs `work` with variables that name both stores: those of the environment or, if it names neither, the
 * embedded ones of DATA_DIR. A service that runs on DATA_DIR shares them; otherwise they run only for `work`.
 * @throws ConfigurationError when the environment names only one of the stores
 * @throws DATA_DIR_IN_USE when `work` needs the stores for itself and a service runs on DATA_DIR
 */
export const withStores = async (sharing: Sharing, log: Log, work: () => Promise<void>): Promise<void> => {
  const { DATABASE_HOST, EVENTSTORE_CONNECTION_STRING } = environment()
  if (DATABASE_HOST && EVENTSTORE_CONNECTION_STRING) return closingConnections(work)
  if (DATABASE_HOST || EVENTSTORE_CONNECTION_STRING)
    throw new ConfigurationError([
      'DATABASE_HOST and EVENTSTORE_CONNECTION_STRING must be set both, or neither for the embedded stores',
    ])
  const dataDir = resolve(settings(['DATA_DIR']).DATA_DIR)
  const running = sharing === 'shared' ? readConnectionFile(dataDir) : undefined
  if (running?.eventStore)
    return inEnvironment(
      { ...databaseVariables(running), EVENTSTORE_CONNECTION_STRING: running.eventStore },
      work,
    )
  if (sharing === 'shared' && !existsSync(join(dataDir, 'postgres')))
    throw new ConfigurationError([
      `DATA_DIR ${dataDir} has no data: set DATA_DIR, or DATABASE_HOST and EVENTSTORE_CONNECTION_STRING`,
    ])
  await onStartedStores(dataDir, log, work)
}

const onStartedStores = async (dataDir: string, log: Log, work: () => Promise<void>): Promise<void> => {
  log(`Starting the embedded stores of ${dataDir}`)
  const anyPort = { ...environment(), EVENTSTORE_PORT: '0' }
  const stores = await startStores({ dataDir, environment: anyPort, log })
  const ended = stores.ended.then((error) => {
    throw error
  })
  try {
    await Promise.race([inEnvironment(stores.environment, work), ended])
  } finally {
    await stores.stop()
  }
}

const inEnvironment = (variables: Environment, work: () => Promise<void>): Promise<void> => {
  const environments = new AsyncLocalStorage<Environment>()
  const values = { ...environment(), ...variables }
  provideEnvironments(environments)
  return environments.run(values, () => closingConnections(work))
}

const closingConnections = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } finally {
    await closeEventStore()
    await closeConnections()
  }
}
