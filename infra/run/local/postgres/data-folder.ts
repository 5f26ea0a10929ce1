import { randomBytes } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { makeFolder } from '../../../process/make-folder.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { folderError } from './folder-error.ts'
import { finished } from './run.ts'
import { StartError } from './start-error.ts'

/** Makes the folder if it is absent and answers its real path. Throws StartError DATA_DIR_NOT_A_FOLDER, _NOT_WRITABLE, _FULL. */
export const dataFolder = (dataDir: string): string => {
  const path = resolve(dataDir)
  try {
    makeFolder(path)
    accessSync(path, constants.W_OK | constants.X_OK)
    return realpathSync(path)
  } catch (error) {
    throw folderError(path, error)
  }
}

/** Throws unless the cluster folder is absent, empty, or holds data of this major version. Answers its owner where it exists. */
export const inspectCluster = (cluster: string, major: string): { uid: number; gid: number } | undefined => {
  if (!existsSync(cluster)) return undefined
  const versionFile = join(cluster, 'PG_VERSION')
  if (!existsSync(versionFile)) {
    if (readdirSync(cluster).length > 0) {
      throw new StartError(
        'DATA_DIR_UNKNOWN_CONTENT',
        `${cluster} holds something that is not PostgreSQL data: move it away, or set DATA_DIR to another folder`,
      )
    }
    rmSync(cluster, { recursive: true })
    return undefined
  }
  const version = readFileSync(versionFile, 'utf8').trim()
  if (version !== major) {
    throw new StartError(
      'DATA_DIR_OTHER_VERSION',
      `${cluster} holds data of PostgreSQL ${version}, and this is PostgreSQL ${major}: set DATA_DIR to another folder, or start with --fresh to empty it`,
    )
  }
  return ownerOf(cluster)
}

export const ownerOf = (path: string): { uid: number; gid: number } => {
  const { uid, gid } = statSync(path)
  return { uid, gid }
}

/** The superuser's password: made once, kept readable for this user alone. */
export const superuserPassword = (dataDir: string, account: Account): { password: string; made: boolean } => {
  const file = join(dataDir, 'postgres-password')
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
  if (kept !== '') return { password: kept, made: false }
  const password = randomBytes(24).toString('base64url')
  writeFileSync(file, `${password}\n`, { mode: 0o600 })
  account.give(file)
  return { password, made: true }
}

type NewCluster = { dataDir: string; cluster: string; binaries: Binaries; account: Account }

/** A new database cluster appears under its name only when it is whole, so a start that was killed leaves nothing to mend. */
export const createCluster = async ({ dataDir, cluster, binaries, account }: NewCluster): Promise<void> => {
  removeHalfMade(dataDir)
  const draft = join(dataDir, 'postgres.unfinished')
  mkdirSync(draft, { mode: 0o700 })
  const { password } = superuserPassword(dataDir, account)
  const passwordFile = join(draft, '..', 'postgres.unfinished-password')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  account.give(draft)
  account.give(passwordFile)
  // pg_trgm takes letters apart by LC_CTYPE: with C it finds no trigram in Bangla text.
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  try {
    await finished(binaries, account, {
      program: binaries.initdb,
      args: [
        '-D',
        draft,
        '-U',
        'postgres',
        '--encoding=UTF8',
        `--locale=${locale}`,
        '-A',
        'scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--no-sync',
      ],
      dataDir,
    })
  } catch (error) {
    removeHalfMade(dataDir)
    throw error
  }
  rmSync(passwordFile)
  renameSync(draft, cluster)
}

const removeHalfMade = (dataDir: string): void => {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith('postgres.unfinished')) rmSync(join(dataDir, name), { recursive: true, force: true })
  }
}
