import { type ChildProcess, fork } from 'node:child_process'

/** A part of the service in a process of its own, that tells when it is ready and ends when we do. */
export type Child<Ready> = { ready: Ready; exited: Promise<number>; stop(): Promise<void> }

type Message<Ready> = (Ready & { ready: true }) | { ready?: undefined; error: { code: string; message: string } }

const patienceMs = 10_000

/** The child could not start, or ended before it was ready; it has said why on standard error. */
export class ChildFailed extends Error {
  readonly code = 'CHILD_FAILED'

  constructor(name: string, why: string, told: boolean) {
    super(told ? why : `${name} ${why}`)
    this.name = 'ChildFailed'
  }
}

/**
 * Starts a module and waits until it says that it is ready. It has a process group of its own, so that Ctrl-C in the terminal
 * reaches us alone and the parts can be stopped in order; when we are killed it notices that the channel to us is gone.
 */
export const startChild = async <Ready>(
  name: string,
  module: string,
  environment: Record<string, string | undefined>,
  execArgv: readonly string[] = [],
): Promise<Child<Ready>> => {
  const child = fork(module, [], {
    env: environment,
    execArgv: [...execArgv],
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1))
  })
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('error', (cause) => reject(new ChildFailed(name, `could not be started: ${cause.message}`, false)))
    child.on('message', (message: Message<Ready>) => {
      if (message.ready) resolve(message)
      else reject(new ChildFailed(name, `${message.error.code}: ${message.error.message}`, true))
    })
    exited.then((code) => reject(new ChildFailed(name, `ended with exit code ${code} before it was ready`, false)))
  })
  return { ready, exited, stop: () => stop(child, exited) }
}

const stop = async (child: ChildProcess, exited: Promise<number>): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const impatient = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await exited
  clearTimeout(impatient)
}
