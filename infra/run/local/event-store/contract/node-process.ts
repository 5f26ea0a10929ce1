import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { memoryFlags } from '../memory-flags.ts'
import type { Database } from '../storage/connect.ts'

export type NodeProcess = {
  connectionString: string
  kill(): Promise<void>
  /** Resident memory in MB, undefined on systems without /proc. */
  residentMB(): number | undefined
}

type FirstMessage = { ready: true; connectionString: string } | { error: { code: string; message: string } }

/**
 * Starts the node in a separate process, as `npm run dev` does; rejects with the error that the process
 * reports.
 */
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
  const message = await Promise.race([
    once(child, 'message').then(([first]) => first as FirstMessage),
    exited.then(() => undefined),
  ])
  if (message === undefined) throw new Error('the node ended before it was ready')
  if ('error' in message) throw Object.assign(new Error(message.error.message), message.error)
  return {
    connectionString: message.connectionString,
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    residentMB: () => readResidentMB(child),
  }
}

const readResidentMB = ({ pid }: ChildProcess): number | undefined => {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
  } catch {
    return undefined
  }
}
