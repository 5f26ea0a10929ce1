import { type ChildProcess, fork } from 'node:child_process'

/** The exit code of a process, or the signal that ended it. */
export type Exit = number | NodeJS.Signals

export const howItEnded = (exit: Exit): string => (typeof exit === 'number' ? `exit code ${exit}` : exit)

/** A part of the service in its own process. */
export type StartingChild<Ready> = {
  /**
   * Resolves with what the child reports.
   * @throws ChildFailed when it cannot start or ends before it is ready
   */
  ready: Promise<Ready>
  exited: Promise<Exit>
  stop(): Promise<void>
}

export type Child<Ready> = Omit<StartingChild<Ready>, 'ready'> & { ready: Ready }

type Message<Ready> =
  | (Ready & { ready: true })
  | { ready?: undefined; error: { code: string; message: string } }

type Part = {
  /** Begins a message: `The service`. */
  name: string
  module: string
  environment: Record<string, string | undefined>
  execArgv?: readonly string[]
  /** True when it writes its own error to standard error, which then is not repeated here. */
  printsItsError?: boolean
}

const stopTimeoutMs = 10_000

/** The child could not start, or ended before it was ready. */
export class ChildFailed extends Error {
  readonly code = 'CHILD_FAILED'

  constructor(message: string) {
    super(message)
    this.name = 'ChildFailed'
  }
}

/**
 * Starts a module that sends a message when it is ready. It has its own process group, so that Ctrl-C in the
 * terminal reaches only this process, which then stops its parts in order. When this process is killed, the
 * child notices that its channel is closed.
 */
export const beginChild = <Ready>({
  name,
  module,
  environment,
  execArgv = [],
  printsItsError = false,
}: Part): StartingChild<Ready> => {
  const child = fork(module, [], {
    env: environment,
    execArgv: [...execArgv],
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 1))
    child.once('error', () => child.pid === undefined && resolve(1))
  })
  const ready = new Promise<Ready>((resolve, reject) => {
    child.on('error', (cause) => reject(new ChildFailed(`${name} could not be started: ${cause.message}`)))
    child.on('message', (message: Message<Ready>) => {
      if (message.ready) resolve(message)
      else reject(new ChildFailed(printsItsError ? `${name} did not start` : message.error.message))
    })
    exited.then((exit) => reject(new ChildFailed(`${name} ended (${howItEnded(exit)}) before it was ready`)))
  })
  // A caller that stops the child early does not await `ready`.
  ready.catch(() => undefined)
  return { ready, exited, stop: () => stop(child, exited) }
}

/**
 * Starts a module as `beginChild` does and waits until it is ready.
 * @throws ChildFailed when it does not become ready
 */
export const startChild = async <Ready>(
  name: string,
  module: string,
  environment: Part['environment'],
  execArgv: readonly string[] = [],
): Promise<Child<Ready>> => {
  const child = beginChild<Ready>({ name, module, environment, execArgv })
  return { ...child, ready: await child.ready }
}

const stop = async (child: ChildProcess, exited: Promise<Exit>): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  await exited
  clearTimeout(timer)
}
