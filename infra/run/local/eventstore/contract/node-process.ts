import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { memoryFlags } from '../memory-flags.ts'
import type { Database } from '../storage/connect.ts'

export type NodeProcess = {
  connectionString: string
  pid: number
  kill(): Promise<void>
  /** Resident memory in MB, undefined where /proc does not tell. */
  memory(): number | undefined
}

type Told = { ready: true; connectionString: string } | { error: { code: string; message: string } }

/** The node in a process of its own, as `npm run dev` starts it; rejects with what the process tells when it cannot start. */
export const startNodeProcess = async (database: Database, port = 0): Promise<NodeProcess> => {
  const child = fork(join(import.meta.dirname, '..', 'main.ts'), {
    env: {
      ...process.env,
      EVENTSTORE_PORT: String(port),
      EVENTSTORE_NODE_DATABASE: JSON.stringify(database),
    },
    execArgv: memoryFlags,
    silent: true,
  })
  const exited = once(child, 'exit')
  const told = await Promise.race([
    once(child, 'message').then(([message]) => message as Told),
    exited.then(() => undefined),
  ])
  if (told === undefined) throw new Error('the node ended before it was ready')
  if ('error' in told) throw Object.assign(new Error(told.error.message), told.error)
  return {
    connectionString: told.connectionString,
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    memory: () => residentMegabytes(child),
  }
}

const residentMegabytes = ({ pid }: ChildProcess): number | undefined => {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
  } catch {
    return undefined
  }
}
