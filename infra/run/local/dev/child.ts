import { type ChildProcess, fork } from 'node:child_process'

/** A part of the service in a process of its own. `ready` rejects with ChildFailed; `exited` tells the exit code. */
export type Starting<Ready> = { ready: Promise<Ready>; exited: Promise<number>; stop(): Promise<void> }

export type Child<Ready> = Omit<Starting<Ready>, 'ready'> & { ready: Ready }

type Message<Ready> =
  | (Ready & { ready: true })
  | { ready?: undefined; error: { code: string; message: string } }

type Part = {
  name: string
  module: string
  environment: Record<string, string | undefined>
  execArgv?: readonly string[]
  /** It writes why it failed to standard error, so that we need not say it again. */
  saysWhy?: boolean
}

const patienceMs = 10_000

/** The child could not start, or ended before it was ready. */
export class ChildFailed extends Error {
  readonly code = 'CHILD_FAILED'

  constructor(message: string) {
    super(message)
    this.name = 'ChildFailed'
  }
}

/**
 * Starts a module that says when it is ready. It has a process group of its own, so that Ctrl-C in the terminal reaches us
 * alone and the parts can be stopped in order; when we are killed it notices that the channel to us is gone.
 */
export const beginChild = <Ready>({
  name,
  module,
  environment,
  execArgv = [],
  saysWhy = false,
}: Part): Starting<Ready> => {
  const child = fork(module, [], {
    env: environment,
    execArgv: [...execArgv],
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1))
    child.once('error', () => child.pid === undefined && resolve(1))
  })
  const ready = new Promise<Ready>((resolve, reject) => {
    child.on('error', (cause) => reject(new ChildFailed(`${name} could not be started: ${cause.message}`)))
    child.on('message', (message: Message<Ready>) => {
      if (message.ready) resolve(message)
      else reject(new ChildFailed(saysWhy ? `${name} did not start` : message.error.message))
    })
    exited.then((code) => reject(new ChildFailed(`${name} ended with exit code ${code} before it was ready`)))
  })
  // Who stops it early never asks whether it became ready.
  ready.catch(() => undefined)
  return { ready, exited, stop: () => stop(child, exited) }
}

/** The same, waiting until it is ready. @throws ChildFailed */
export const startChild = async <Ready>(
  name: string,
  module: string,
  environment: Part['environment'],
  execArgv: readonly string[] = [],
): Promise<Child<Ready>> => {
  const child = beginChild<Ready>({ name, module, environment, execArgv })
  return { ...child, ready: await child.ready }
}

const stop = async (child: ChildProcess, exited: Promise<number>): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
  const impatient = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await exited
  clearTimeout(impatient)
}
