import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { closeConnections } from '../../../postgres/connect.ts'
import type { SettingsByLogin } from '../../../postgres/database.ts'
import { asSuperuser, ensureLocalDatabase, localDatabase } from './local-database.ts'
import { prepareTestFolder } from './prototype.ts'
import { type Postgres, startPostgres } from './start.ts'

export type TestDatabase = SettingsByLogin & {
  /** The server, with its superuser. */
  server: Postgres
  /** Closes the pools and removes the database. The last one also stops the server. */
  drop: () => Promise<void>
}

type Server = { postgres: Postgres; folder: string; readyDatabases: string[] }

let server: Promise<Server> | undefined
let openDatabases = 0

/**
 * Returns a new database with its logins and the shared tables, without tenants. The databases of one
 * test file share a server that is fast and not durable. Call `drop` in afterAll. A worker that is killed
 * leaves neither process nor folder.
 */
export const testDatabase = async (): Promise<TestDatabase> => {
  openDatabases++
  server ??= startServer()
  const { postgres, readyDatabases } = await server
  const ready = readyDatabases.shift()
  const name = ready ?? `test_${randomUUID()}`
  const database =
    ready === undefined ? await ensureLocalDatabase(postgres, name) : localDatabase(postgres, name)
  return { ...database, server: postgres, drop: () => dropDatabase(postgres, name) }
}

const startServer = async (): Promise<Server> => {
  const { dataDir, databases } = await prepareTestFolder()
  const postgres = await startPostgres({ dataDir, durable: false, temporaryFolder: dataDir })
  return { postgres, folder: dataDir, readyDatabases: databases }
}

const dropDatabase = async (postgres: Postgres, name: string): Promise<void> => {
  await closeConnections()
  openDatabases--
  if (openDatabases > 0) {
    await asSuperuser(postgres, (sql) => sql.unsafe(`drop database if exists "${name}" with (force)`))
    return
  }
  const last = await server
  server = undefined
  await postgres.stop()
  if (last !== undefined) rmSync(last.folder, { recursive: true, force: true, maxRetries: 5 })
}
