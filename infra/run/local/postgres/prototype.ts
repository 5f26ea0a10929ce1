import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { environment } from '../../../config/environment.ts'
import { closeConnections } from '../../../postgres/connect.ts'
import { madeOnce } from '../testing/made-once.ts'
import { ensureLocalDatabase } from './local-database.ts'
import { startPostgres } from './start.ts'

/** A data folder for tests, and the names of the databases in it that are set up and that nobody uses yet. */
export type PreparedFolder = { dataDir: string; databases: string[] }

/**
 * Two, because most test files use a read model and an event store. A third one is made when it is needed.
 */
const readyDatabases = ['test_first', 'test_second']

/**
 * Returns a new data folder. In a run of the tests it is a copy of one that the run makes once: initdb and
 * the setup of two databases take three seconds of a processor, and a copy a tenth of that. A copy has
 * everything that the original has: the roles of the cluster with their passwords, and the settings and
 * rights of the databases, which CREATE DATABASE with a template would lose.
 */
export const prepareTestFolder = async (): Promise<PreparedFolder> => {
  const folderOfRun = environment().TEST_DATA_FOLDER
  const dataDir = mkdtempSync(join(folderOfRun ?? tmpdir(), 'finance-test-'))
  if (folderOfRun === undefined) return { dataDir, databases: [] }
  const prototype = await madeOnce(join(folderOfRun, 'postgres-prototype'), makePrototype)
  // Not fs.cp: it needs several times as long for a thousand small files. -p keeps the owner of the files,
  // which is another user where PostgreSQL may not run as this one.
  await promisify(execFile)('cp', ['-Rp', `${prototype}/.`, dataDir])
  return { dataDir, databases: [...readyDatabases] }
}

const makePrototype = async (dataDir: string): Promise<void> => {
  const postgres = await startPostgres({ dataDir, durable: false, temporaryFolder: dataDir })
  for (const name of readyDatabases) await ensureLocalDatabase(postgres, name)
  await closeConnections()
  await postgres.stop()
  removeSpareLog(join(dataDir, 'postgres/pg_wal'))
}

/**
 * Removes the segments that PostgreSQL keeps to write over them later. After a normal stop the first segment
 * ends with the last checkpoint, and nothing was written to those behind it.
 */
const removeSpareLog = (folder: string): void => {
  const [, ...spare] = readdirSync(folder)
    .filter((name) => /^[0-9A-F]{24}$/.test(name))
    .sort()
  for (const name of spare) rmSync(join(folder, name))
}
