import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { guard } from '../child-process/guardian.ts'
import { usablePort } from '../child-process/port.ts'
import { spawnedPid } from '../child-process/spawned-pid.ts'
import { StartError } from '../child-process/start-error.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { recordedServer } from './leftover.ts'
import { notRunnable, programFailed, spawnIdentity } from './program.ts'

/** The only address on which the server listens. */
export const host = '127.0.0.1'

export type Cluster = { dataDir: string; cluster: string; binaries: Binaries; account: Account }

export type ServerOptions = Cluster & {
  /** Default: a free one. */
  port?: number | undefined
  durable?: boolean | undefined
  sharedBuffersMegabytes?: number | undefined
  temporaryFolder?: string | undefined
}

export type RunningServer = {
  port: number
  pid: number
  /** Resolves when the server has ended, with how: `exit code 1`, `SIGKILL`. */
  ended: Promise<string>
  stop(): Promise<void>
}

const maxAttempts = 5

/** Starts the server, and a guardian that ends it when this process ends. */
export const startServer = async (options: ServerOptions): Promise<RunningServer> => {
  const { port, child, pid } = await startWithRetries(options)
  const guardian = guard({ pid, signal: 'INT', temporaryFolder: options.temporaryFolder })
  const ended = new Promise<string>((resolve) => {
    const report = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve(signal ?? `exit code ${code}`)
    if (child.exitCode !== null || child.signalCode !== null) report(child.exitCode, child.signalCode)
    else child.once('exit', report)
  })
  void ended.then(guardian.dismiss)
  const stop = async () => {
    child.ref()
    child.kill('SIGINT')
    await ended
  }
  return { port, pid, ended, stop }
}

type Spawned = { child: ChildProcess; pid: number }

const startWithRetries = async (options: ServerOptions): Promise<Spawned & { port: number }> => {
  for (let attempt = 1; ; attempt++) {
    const port = await usablePort({ port: options.port, user: 'PostgreSQL' })
    try {
      return { port, ...(await spawnServer(options, port)) }
    } catch (error) {
      // Another process took the port after the check, or the last backends of a killed server are still
      // ending.
      const passing = error instanceof StartError && error.code === 'POSTGRES_NOT_YET'
      if (attempt === maxAttempts || !passing) throw error
      await pause(200 * attempt)
    }
  }
}

const spawnServer = async (options: ServerOptions, port: number): Promise<Spawned> => {
  const { dataDir, cluster, binaries, account } = options
  const serverArgs = ['-D', cluster, '-p', String(port), ...serverSettings(options)]
  const [command, args] = account.command(binaries.postgres, serverArgs)
  const logFile = join(dataDir, 'postgres.log')
  // A file and not a pipe: a server that outlives this process would fail to write to a closed pipe.
  const output = openSync(logFile, 'a', 0o600)
  const logStart = fstatSync(output).size
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
  child.unref()
  const pid = await spawnedPid(child).catch((cause) => {
    throw notRunnable(command, cause)
  })
  while (!isReady(cluster, pid)) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw serverFailed(binaries.postgres, readFileSync(logFile).subarray(logStart).toString('utf8'), {
        dataDir,
        account,
      })
    await pause(10)
  }
  return { child, pid }
}

const isReady = (cluster: string, pid: number): boolean => {
  const server = recordedServer(cluster)
  return server !== undefined && server.pid === pid && server.ready
}

const serverFailed = (
  program: string,
  output: string,
  where: { dataDir: string; account: Account },
): StartError =>
  /Address already in use|pre-existing shared memory block|is another postmaster/i.test(output)
    ? new StartError('POSTGRES_NOT_YET', `${program} could not start yet: ${output.slice(-500)}`)
    : programFailed(program, output, where)

/** By default little of its memory: it runs beside everything else on a laptop. */
const serverSettings = ({ durable = true, sharedBuffersMegabytes = 64 }: ServerOptions): string[] =>
  Object.entries({
    listen_addresses: host,
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: `${sharedBuffersMegabytes}MB`,
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
