import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeConnections } from '../../../postgres/connect.ts'
import type { SettingsByLogin } from '../../../postgres/database.ts'
import { asSuperuser, ensureLocalDatabase } from './local-database.ts'
import { type Postgres, startPostgres } from './start.ts'

export type TestDatabase = SettingsByLogin & {
  /** The server, with its superuser. */
  server: Postgres
  /** Closes the pools and removes the database. The last one also stops the server. */
  drop: () => Promise<void>
}

type Server = { postgres: Postgres; folder: string }

let server: Promise<Server> | undefined
let openDatabases = 0

/**
 * Creates a new database with its logins and the shared tables, without tenants. The databases of one
 * test file share a server that is fast and not durable. Call `drop` in afterAll. A worker that is killed
 * leaves neither process nor folder.
 */
export const testDatabase = async (): Promise<TestDatabase> => {
  openDatabases++
  server ??= startServer()
  const { postgres } = await server
  const name = `test_${randomUUID()}`
  const database = await ensureLocalDatabase(postgres, name)
  return { ...database, server: postgres, drop: () => dropDatabase(postgres, name) }
}

const startServer = async (): Promise<Server> => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-test-'))
  const postgres = await startPostgres({ dataDir: folder, durable: false, temporaryFolder: folder })
  return { postgres, folder }
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
