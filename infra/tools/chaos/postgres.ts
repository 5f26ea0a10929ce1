import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { accountFor } from '../../run/local/postgres/account.ts'
import { embeddedBinaries } from '../../run/local/postgres/binaries.ts'
import { ownerOf } from '../../run/local/postgres/cluster.ts'
import { stopLeftover } from '../../run/local/postgres/leftover.ts'
import { type RunningServer, startServer } from '../../run/local/postgres/server.ts'
import { type Postgres, startPostgres } from '../../run/local/postgres/start.ts'
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

const restartPauseMs = 100

/** Makes the cluster, has `prepare` fill it, and starts it. Its commits are durable: nothing may be lost. */
export const keepPostgres = async (
  name: string,
  dataDir: string,
  prepare: (server: Postgres) => Promise<void>,
): Promise<PostgresProcess> => {
  const first = await startPostgres({ dataDir })
  await prepare(first)
  const { port } = first
  await first.stop()
  const cluster = join(dataDir, 'postgres')
  const options = {
    ...{ dataDir, cluster, port, durable: true },
    binaries: embeddedBinaries(dataDir),
    account: accountFor(ownerOf(cluster)),
  }
  const state = { isWanted: true, downUntilMs: 0, frozen: new Set<number>() }
  let server: RunningServer | undefined
  let ready = Promise.withResolvers<void>()

  const runOnce = async (): Promise<void> => {
    await stopLeftover(cluster, () => undefined)
    server = await startServer(options)
    ready.resolve()
    await server.ended
    ready = Promise.withResolvers<void>()
    server = undefined
  }
  const keep = async (): Promise<void> => {
    while (state.isWanted) {
      // While its disk is full, or the last backends of a killed server still end, it cannot start.
      await runOnce().catch(() => undefined)
      await pause(restartPauseMs)
      while (state.isWanted && performance.now() < state.downUntilMs) await pause(20)
    }
  }
  const kept = keep()
  await ready.promise

  const all = (): number[] => (server ? [server.pid, ...childrenOf(server.pid)] : [])
  const goOn = (): void => {
    for (const pid of [...state.frozen, ...all()]) signal(pid, 'SIGCONT')
    state.frozen.clear()
  }
  const freeze = (pids: readonly number[]): void => {
    for (const pid of pids) {
      state.frozen.add(pid)
      signal(pid, 'SIGSTOP')
    }
  }
  const kill = (pids: readonly number[], downMs: number): void => {
    state.downUntilMs = performance.now() + downMs
    for (const pid of pids) signal(pid, 'SIGKILL')
  }
  return {
    name,
    port,
    kill: (downMs) => kill(all().slice(0, 1), downMs),
    killAll: (downMs) => kill(all(), downMs),
    killBackend: (detail) => {
      const backends = server ? backendsOf(server.pid) : []
      if (backends.length > 0) signal(backends[detail % backends.length] as number, 'SIGKILL')
    },
    freeze: () => freeze(all()),
    freezeBackend: (detail) => {
      const backends = server ? backendsOf(server.pid) : []
      if (backends.length > 0) freeze([backends[detail % backends.length] as number])
    },
    heal: async () => {
      state.downUntilMs = 0
      goOn()
      await ready.promise
    },
    stop: async () => {
      state.isWanted = false
      goOn()
      await server?.stop()
      await kept
    },
  }
}

/** The process may have ended meanwhile. */
const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {}
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
