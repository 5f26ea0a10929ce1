import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../child-process/start-error.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { runProgram } from './program.ts'

/**
 * Returns the owner of the cluster folder, or undefined when there is no cluster yet. An empty folder is
 * removed.
 * @throws DATA_DIR_UNKNOWN_CONTENT when the folder contains something else
 * @throws DATA_DIR_OTHER_VERSION when the data is of another major version
 */
export const inspectCluster = (cluster: string, major: string): { uid: number; gid: number } | undefined => {
  if (!existsSync(cluster)) return undefined
  const versionFile = join(cluster, 'PG_VERSION')
  if (!existsSync(versionFile)) {
    if (readdirSync(cluster).length > 0) {
      throw new StartError(
        'DATA_DIR_UNKNOWN_CONTENT',
        `${cluster} contains something that is not PostgreSQL data: ` +
          'move it away, or set DATA_DIR to another folder',
      )
    }
    rmSync(cluster, { recursive: true })
    return undefined
  }
  const version = readFileSync(versionFile, 'utf8').trim()
  if (version !== major) {
    throw new StartError(
      'DATA_DIR_OTHER_VERSION',
      `${cluster} contains data of PostgreSQL ${version}, but this is PostgreSQL ${major}: ` +
        'set DATA_DIR to another folder, or start with --fresh to delete the data',
    )
  }
  return ownerOf(cluster)
}

export const ownerOf = (path: string): { uid: number; gid: number } => {
  const { uid, gid } = statSync(path)
  return { uid, gid }
}

/** Reads the superuser's password, or creates one. Only the user of the server can read its file. */
export const superuserPassword = (
  dataDir: string,
  account: Account,
): { password: string; created: boolean } => {
  const file = join(dataDir, 'postgres-password')
  const existing = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
  if (existing !== '') return { password: existing, created: false }
  const password = randomBytes(24).toString('base64url')
  writeFileSync(file, `${password}\n`, { mode: 0o600 })
  account.handOver(file)
  return { password, created: true }
}

type NewCluster = {
  dataDir: string
  cluster: string
  binaries: Binaries
  account: Account
  durable?: boolean | undefined
}

const unfinished = 'postgres.unfinished'

/** Creates the cluster as a draft and renames it at the end: a killed start leaves no half-made one. */
export const createCluster = async ({
  dataDir,
  cluster,
  binaries,
  account,
  durable = true,
}: NewCluster): Promise<void> => {
  removeUnfinished(dataDir)
  const draft = join(dataDir, unfinished)
  mkdirSync(draft, { mode: 0o700 })
  const { password } = superuserPassword(dataDir, account)
  const passwordFile = join(dataDir, `${unfinished}-password`)
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  account.handOver(draft)
  account.handOver(passwordFile)
  // pg_trgm splits text into letters by LC_CTYPE: with C it finds no trigram in Bangla text.
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const args = [
    ...['-D', draft],
    ...['-U', 'postgres'],
    ...['-A', 'scram-sha-256'],
    '--encoding=UTF8',
    `--locale=${locale}`,
    `--pwfile=${passwordFile}`,
    '--no-sync',
    // A cluster of tests writes little, and is copied with its whole log: that of the default size is as large
    // as the data.
    ...(durable ? [] : ['--wal-segsize=1']),
  ]
  try {
    await runProgram(binaries, account, { program: binaries.initdb, args, dataDir })
  } catch (error) {
    removeUnfinished(dataDir)
    throw error
  }
  rmSync(passwordFile)
  renameSync(draft, cluster)
}

const removeUnfinished = (dataDir: string): void => {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith(unfinished)) rmSync(join(dataDir, name), { recursive: true, force: true })
  }
}
