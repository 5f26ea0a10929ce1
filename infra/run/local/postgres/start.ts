import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Account, accountFor } from './account.ts'
import { type Binaries, embeddedBinaries } from './binaries.ts'
import { createCluster, dataFolder, inspectCluster, ownerOf, superuserPassword } from './data-folder.ts'
import { folderError } from './folder-error.ts'
import { guard } from './guardian.ts'
import { markedServer, stopLeftover } from './leftover.ts'
import { own } from './ownership.ts'
import { usablePort } from './port.ts'
import { failure, finished, notRunnable, spawnAs } from './run.ts'
import { StartError } from './start-error.ts'

export type PostgresOptions = {
  /** Folder of the data; made if it is absent. */
  dataDir: string
  /** A free one when not given. */
  port?: number | undefined
  log?: ((line: string) => void) | undefined
  /** False gives up safety on power loss for speed: for test databases. Default true. */
  durable?: boolean | undefined
  /** Folder to remove when this process is gone without having stopped the server: for test databases. */
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
 * Starts the embedded PostgreSQL on `<dataDir>/postgres`, making the cluster on the first start. A server that a killed run
 * left is stopped first; the server ends with this process, however that ends. Throws StartError with a code: DATA_DIR_IN_USE
 * (another live process owns the folder), DATA_DIR_NOT_A_FOLDER, DATA_DIR_NOT_WRITABLE, DATA_DIR_FULL, DATA_DIR_OTHER_VERSION,
 * DATA_DIR_UNKNOWN_CONTENT, PORT_IN_USE, EMBEDDED_POSTGRES_MISSING, POSTGRES_NOT_RUNNABLE, POSTGRES_STUCK,
 * POSTGRES_FAILED.
 */
export const startPostgres = async (options: PostgresOptions): Promise<Postgres> => {
  const dataDir = dataFolder(options.dataDir)
  const claim = claimed(dataDir)
  try {
    return await startOwned({ ...options, dataDir }, claim.release)
  } catch (error) {
    claim.release()
    throw folderError(dataDir, error)
  }
}

const claimed = (dataDir: string): { release: () => void } => {
  try {
    return own(dataDir)
  } catch (error) {
    throw folderError(dataDir, error)
  }
}

const startOwned = async (options: PostgresOptions, release: () => void): Promise<Postgres> => {
  const { dataDir, log = () => undefined } = options
  const binaries = embeddedBinaries(dataDir)
  const cluster = join(dataDir, 'postgres')
  const owner = inspectCluster(cluster, binaries.major)
  const account = accountFor(owner ?? ownerOf(dataDir))
  if (owner === undefined) {
    log('creating the PostgreSQL data folder')
    await createCluster({ dataDir, cluster, binaries, account })
  } else await stopLeftover(cluster, log)
  const { password, made } = superuserPassword(dataDir, account)
  if (made) await setPassword({ dataDir, cluster, binaries, account }, password)
  const { port, child } = await listening({ ...options, cluster, binaries, account })
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

/** The password file was lost but not the data: single-user mode asks for none. */
const setPassword = ({ dataDir, cluster, binaries, account }: Cluster, password: string): Promise<void> =>
  finished(binaries, account, {
    program: binaries.postgres,
    args: ['--single', '-D', cluster, 'postgres'],
    dataDir,
    input: `ALTER ROLE ${user} PASSWORD '${password}'\n`,
  })

type Listening = PostgresOptions & Cluster

const listening = async (options: Listening): Promise<{ port: number; child: ChildProcess }> => {
  const attempts = 5
  for (let attempt = 1; ; attempt++) {
    const port = await usablePort({ port: options.port, by: 'PostgreSQL' })
    try {
      return { port, child: await serving(options, port) }
    } catch (error) {
      // Someone took the port between our look and the server's, or the last backends of a killed server are still ending.
      if (attempt === attempts || !(error instanceof StartError) || error.code !== 'POSTGRES_NOT_YET')
        throw error
      await pause(200 * attempt)
    }
  }
}

const serving = async (
  { dataDir, cluster, binaries, account, durable = true }: Listening,
  port: number,
): Promise<ChildProcess> => {
  const [command, args] = account.command(binaries.postgres, [
    '-D',
    cluster,
    '-p',
    String(port),
    ...flags(durable),
  ])
  const logFile = join(dataDir, 'postgres.log')
  // A file and not a pipe: a server that outlives us must not stumble over a closed one.
  const output = openSync(logFile, 'w', 0o600)
  account.give(logFile)
  // A session of its own: Ctrl-C in the terminal is for us, who stop the server after its last caller.
  const child = spawn(command, args, {
    ...spawnAs(account),
    cwd: dataDir,
    env: binaries.environment,
    stdio: ['ignore', output, output],
    detached: true,
  })
  closeSync(output)
  let broken: Error | undefined
  child.once('error', (cause) => {
    broken = notRunnable(command, cause)
  })
  child.unref()
  while (markedServer(cluster)?.pid !== child.pid || markedServer(cluster)?.ready !== true) {
    if (broken !== undefined) throw broken
    if (child.exitCode !== null || child.signalCode !== null)
      throw startFailure(binaries.postgres, readFileSync(logFile, 'utf8'), { dataDir, account })
    await pause(10)
  }
  return child
}

const startFailure = (
  program: string,
  output: string,
  where: { dataDir: string; account: Account },
): StartError =>
  /Address already in use|pre-existing shared memory block|is another postmaster/.test(output)
    ? new StartError('POSTGRES_NOT_YET', `${program} could not start yet: ${output.slice(-500)}`)
    : failure(program, output, where)

const flags = (durable: boolean): string[] =>
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
