import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { findOnPath } from '../child-process/find-on-path.ts'
import { guard } from '../child-process/guardian.ts'
import { usablePort } from '../child-process/port.ts'
import { spawnedPid } from '../child-process/spawned-pid.ts'
import { StartError } from '../child-process/start-error.ts'

/** A Redis for tests and measurements. It keeps nothing, and ends with the process that started it. */
export type LocalRedis = {
  /** A value for REDIS_URL. */
  url: string
  /** It keeps its connections and does nothing until `goOn`. */
  freeze(): void
  goOn(): void
  /** Ends it at once. */
  stop(): Promise<void>
  /** Starts it again on its port after `stop`, without its data. */
  startAgain(): Promise<void>
}

export type RedisOptions = { password?: string }

/** Returns the path of redis-server. @throws REDIS_NEEDS_SERVER when it is not on the PATH */
export const findRedisServer = (): string => {
  const program = findOnPath('redis-server')
  if (program !== undefined) return program
  throw new StartError(
    'REDIS_NEEDS_SERVER',
    'redis-server must be on the PATH (on Debian: apt-get install redis-server)',
  )
}

/** Starts Debian's redis-server on a free port. @throws Error with its output when it does not start */
export const startRedis = async ({ password }: RedisOptions = {}): Promise<LocalRedis> => {
  const { port, started } = await startOnFreePort(password)
  let server = started
  return {
    url: `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`,
    freeze: () => void server.child.kill('SIGSTOP'),
    goOn: () => void server.child.kill('SIGCONT'),
    stop: () => server.stop(),
    startAgain: async () => {
      server = await startServer(port, password)
    },
  }
}

/** Tries again when another process has taken the port since it was found free. */
const startOnFreePort = async (password: string | undefined) => {
  for (;;) {
    const port = await usablePort({ port: undefined, user: 'Redis' })
    try {
      return { port, started: await startServer(port, password) }
    } catch (error) {
      if (!String(error).includes('Address already in use')) throw error
    }
  }
}

const startServer = async (port: number, password: string | undefined) => {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  if (password !== undefined) args.push('--requirepass', password)
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const guardian = guard({ pid: await spawnedPid(child), signal: 'KILL' })
  const exited = once(child, 'exit')
  await waitUntilReady(child.stdout)
  child.stdout.resume()
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
    guardian.dismiss()
  }
  return { child, stop }
}

const waitUntilReady = async (output: NodeJS.ReadableStream): Promise<void> => {
  const lines: string[] = []
  for await (const line of createInterface(output)) {
    lines.push(line)
    if (line.includes('Ready to accept connections')) return
  }
  throw new Error(`Redis ended during its start:\n${lines.join('\n')}`)
}
