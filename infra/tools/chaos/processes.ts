import { type ChildProcess, fork } from 'node:child_process'
import { guard } from '../../run/local/child-process/guardian.ts'
import { type Kept, keepRunning } from './keep-running.ts'

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
  /** How it ended though nobody killed it, each time, and the end of its log then. */
  ownEnds(): readonly string[]
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

type State = {
  child: ChildProcess | undefined
  port: number
  isKilled: boolean
  logTail: string
  ownEnds: string[]
}

const maxTail = 2_000

/** Forks a module that sends `{ ready: true, port }`, keeps it running, and waits until it is ready. */
export const keepForked = async (options: Forked): Promise<ForkedProcess> => {
  const state: State = { child: undefined, port: 0, isKilled: false, logTail: '', ownEnds: [] }
  const kept: Kept = keepRunning(options.name, async (isReady) => {
    state.child = startChild(options, state.port)
    state.child.on('message', (message: { ready?: true; port?: number }) => {
      if (message.ready !== true) return
      state.port = message.port ?? state.port
      isReady()
    })
    state.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      state.logTail = `${state.logTail}${text}`.slice(-maxTail)
      options.onLog(text)
    })
    const how = await guarded(state.child)
    if (kept.isWanted() && !state.isKilled) {
      state.ownEnds.push(`${how}: ${state.logTail}`)
      options.onEnd(`${options.name} ended by itself (${how})`)
    }
    state.isKilled = false
  })
  await kept.ready()
  return {
    name: options.name,
    kill: (downMs) => {
      kept.keepDown(downMs)
      state.isKilled = state.child?.kill('SIGKILL') === true
    },
    freeze: () => void state.child?.kill('SIGSTOP'),
    moveClock: (clockOffsetMs) => send(state.child, { clockOffsetMs }),
    heal: () => {
      state.child?.kill('SIGCONT')
      send(state.child, { clockOffsetMs: 0 })
      return kept.ready()
    },
    port: () => state.port,
    ownEnds: () => state.ownEnds,
    stop: () => kept.stop(() => state.child?.kill('SIGKILL')),
  }
}

const send = (child: ChildProcess | undefined, message: object): void => {
  if (child?.connected) child.send(message, () => undefined)
}

const startChild = ({ module, execArgv, environment }: Forked, port: number): ChildProcess =>
  fork(module, [], {
    env: environment(port),
    execArgv: [...execArgv],
    // In its own group it does not get Ctrl-C from the terminal.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })

/** Resolves with how it ended. It also ends when this process ends, even while it is stopped. */
const guarded = async (child: ChildProcess): Promise<string> => {
  const guardian = child.pid === undefined ? undefined : guard({ pid: child.pid, signal: 'KILL' })
  const how = await endOf(child)
  guardian?.dismiss()
  return how
}

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
    child.once('error', (error) => child.pid === undefined && resolve(error.message))
  })
