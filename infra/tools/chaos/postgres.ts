import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { accountFor } from '../../run/local/postgres/account.ts'
import { embeddedBinaries } from '../../run/local/postgres/binaries.ts'
import { ownerOf } from '../../run/local/postgres/cluster.ts'
import { stopLeftover } from '../../run/local/postgres/leftover.ts'
import { type RunningServer, type ServerOptions, startServer } from '../../run/local/postgres/server.ts'
import { type Postgres, startPostgres } from '../../run/local/postgres/start.ts'
import { keepRunning } from './keep-running.ts'
import type { Process } from './processes.ts'

/** A PostgreSQL server that is started again whenever it has ended. */
export type PostgresProcess = Process & {
  port: number
  /** Ends the server and all of its backends in one moment, as when its machine loses power. */
  killAll(downMs: number): void
  /** Ends one backend, after which the server ends the others and recovers. */
  killBackend(detail: number): void
  freezeBackend(detail: number): void
}

/** Makes the cluster, has `prepare` fill it, and starts it. */
export const keepPostgres = async (
  name: string,
  dataDir: string,
  prepare: (server: Postgres) => Promise<void>,
): Promise<PostgresProcess> => {
  const options = await makeCluster(dataDir, prepare)
  let server: RunningServer | undefined
  const kept = keepRunning(name, async (isReady) => {
    // While its disk is full, or the last backends of a killed server still end, it cannot start.
    server = await startAgain(options).catch(() => undefined)
    if (server === undefined) return
    isReady()
    await server.ended
    server = undefined
  })
  await kept.ready()
  const frozen = new Set<number>()
  const all = (): number[] => (server ? [server.pid, ...childrenOf(server.pid)] : [])
  const backend = (detail: number): number[] => {
    const backends = server ? backendsOf(server.pid) : []
    return backends.slice(detail % (backends.length || 1)).slice(0, 1)
  }
  const freeze = (pids: readonly number[]): void => {
    for (const pid of pids) frozen.add(pid)
    signal(pids, 'SIGSTOP')
  }
  const goOn = (): void => {
    signal([...frozen, ...all()], 'SIGCONT')
    frozen.clear()
  }
  const kill = (pids: readonly number[], downMs: number): void => {
    kept.keepDown(downMs)
    signal(pids, 'SIGKILL')
  }
  return {
    name,
    port: options.port,
    kill: (downMs) => kill(all().slice(0, 1), downMs),
    killAll: (downMs) => kill(all(), downMs),
    killBackend: (detail) => signal(backend(detail), 'SIGKILL'),
    freeze: () => freeze(all()),
    freezeBackend: (detail) => freeze(backend(detail)),
    heal: () => {
      goOn()
      return kept.ready()
    },
    stop: () =>
      kept.stop(() => {
        goOn()
        return server?.stop()
      }),
  }
}

/** Its commits are durable: what was acknowledged may not be lost by any signal. */
const makeCluster = async (
  dataDir: string,
  prepare: (server: Postgres) => Promise<void>,
): Promise<ServerOptions & { port: number }> => {
  const first = await startPostgres({ dataDir })
  await prepare(first)
  const { port } = first
  await first.stop()
  const cluster = join(dataDir, 'postgres')
  const account = accountFor(ownerOf(cluster))
  return { dataDir, cluster, port, durable: true, binaries: embeddedBinaries(dataDir), account }
}

const startAgain = async (options: ServerOptions): Promise<RunningServer> => {
  await stopLeftover(options.cluster, () => undefined)
  return startServer(options)
}

/** A process may have ended meanwhile. */
const signal = (pids: readonly number[], name: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {}
  }
}

const childrenOf = (parent: number): number[] =>
  readdirSync('/proc').flatMap((entry) =>
    /^\d+$/.test(entry) && parentOf(entry) === parent ? [Number(entry)] : [],
  )

/** Of a process with a client, not those with which the server works for itself. */
const backendsOf = (server: number): number[] =>
  childrenOf(server).filter((pid) => / 127\.0\.0\.1\(/.test(textOf(`/proc/${pid}/cmdline`)))

/** Behind the name of the process, which may contain blanks, its parent is the second field. */
const parentOf = (pid: string): number | undefined => {
  const [, parent] = textOf(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ')
  return parent === undefined ? undefined : Number(parent)
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
