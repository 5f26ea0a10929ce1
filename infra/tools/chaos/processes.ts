import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { spawnedPid } from '../../run/local/child-process/spawned-pid.ts'

/** A process of the system under test, which is started again whenever it has ended. */
export type Process = {
  name: string
  /** Ends it at once. It is started again after so long. */
  kill(downMs: number): void
  /** SIGSTOP, until `heal`. */
  freeze(): void
  /** Ends every fault of it, and resolves when it is ready. */
  heal(): Promise<void>
  stop(): Promise<void>
}

/** A process that was forked. */
export type ForkedProcess = Process & {
  moveClock(offsetMs: number): void
  /** The port on which it listens, the same after each start. */
  port(): number
  /** How often it ended though nobody killed it. */
  endsByItself(): number
}

type Forked = {
  name: string
  module: string
  execArgv: readonly string[]
  /** `port` is 0 at the first start. */
  environment(port: number): Record<string, string | undefined>
  /** Gets what the process writes to standard error. */
  onLog(text: string): void
  onEnd(how: string): void
}

/** A process that ends at once is not started again in a loop. */
const restartPauseMs = 150

/**
 * Forks a module that sends `{ ready: true, port }`, and keeps it running.
 * @throws Error when it cannot be started at first
 */
export const keepForked = async (options: Forked): Promise<ForkedProcess> => {
  const state = { port: 0, isWanted: true, isKilled: false, downUntilMs: 0, endsByItself: 0 }
  let child: ChildProcess | undefined
  let ready = Promise.withResolvers<void>()

  const runOnce = async (): Promise<void> => {
    const started = startChild(options, state.port)
    child = started
    void spawnedPid(started).catch(() => undefined)
    started.on('message', (message: { ready?: true; port?: number }) => {
      if (message.ready !== true) return
      state.port = message.port ?? state.port
      ready.resolve()
    })
    const how = await endOf(started)
    ready = Promise.withResolvers<void>()
    if (!state.isWanted) return
    if (!state.isKilled) {
      state.endsByItself++
      options.onEnd(`${options.name} ended by itself (${how})`)
    }
    state.isKilled = false
  }
  const keep = async (): Promise<void> => {
    while (state.isWanted) {
      await runOnce()
      await pause(restartPauseMs)
      while (state.isWanted && performance.now() < state.downUntilMs) await pause(20)
    }
  }
  const kept = keep()
  await Promise.race([ready.promise, kept])
  return {
    name: options.name,
    kill: (downMs) => {
      state.downUntilMs = performance.now() + downMs
      state.isKilled = child?.kill('SIGKILL') === true
    },
    freeze: () => void child?.kill('SIGSTOP'),
    moveClock: (clockOffsetMs) => send(child, { clockOffsetMs }),
    heal: async () => {
      state.downUntilMs = 0
      child?.kill('SIGCONT')
      send(child, { clockOffsetMs: 0 })
      await ready.promise
    },
    port: () => state.port,
    endsByItself: () => state.endsByItself,
    stop: async () => {
      state.isWanted = false
      child?.kill('SIGKILL')
      await kept
    },
  }
}

const send = (child: ChildProcess | undefined, message: object): void => {
  if (child?.connected) child.send(message, () => undefined)
}

const startChild = ({ module, execArgv, environment, onLog }: Forked, port: number): ChildProcess => {
  const child = fork(module, [], {
    env: environment(port),
    execArgv: [...execArgv],
    // In its own group it does not get Ctrl-C from the terminal.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.stderr?.setEncoding('utf8').on('data', onLog)
  return child
}

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
    child.once('error', (error) => child.pid === undefined && resolve(error.message))
  })
