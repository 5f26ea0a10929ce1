import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeConnections } from '../../../postgres/connect.ts'
import type { SettingsByLogin } from '../../../postgres/database.ts'
import { asSuperuser, ensureLocalDatabase } from './local-database.ts'
import { type Postgres, startPostgres } from './start.ts'

export type TestDatabase = SettingsByLogin & {
  /** Ends this process's pools and removes the database; the last one takes the server and its folder with it. */
  drop: () => Promise<void>
}

type Server = { postgres: Postgres; folder: string }

let server: Promise<Server> | undefined
let databases = 0

/**
 * A fresh database with its three logins and the shared tables, no tenant in it. The databases of one test file share a server
 * that gives up durability for speed. Call `drop` in afterAll; a worker that dies leaves neither process nor folder.
 */
export const testDatabase = async (): Promise<TestDatabase> => {
  databases++
  server ??= started()
  const { postgres } = await server
  const name = `test_${randomUUID()}`
  const database = await ensureLocalDatabase(postgres, name)
  return { ...database, drop: () => dropped(postgres, name) }
}

const started = async (): Promise<Server> => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-test-'))
  // Where the server runs as another user than this process it must be let through.
  chmodSync(folder, 0o711)
  return {
    postgres: await startPostgres({ dataDir: folder, durable: false, temporaryFolder: folder }),
    folder,
  }
}

const dropped = async (postgres: Postgres, name: string): Promise<void> => {
  await closeConnections()
  databases--
  if (databases > 0) {
    await asSuperuser(postgres, (sql) => sql.unsafe(`drop database if exists "${name}" with (force)`))
    return
  }
  const last = await server
  server = undefined
  await postgres.stop()
  if (last !== undefined) rmSync(last.folder, { recursive: true, force: true, maxRetries: 5 })
}
