/** The modules of one process: each has its own copies, as a process has its own memory. */
export type Modules = {
  handlers: ReadonlyMap<string, (event: unknown, context: unknown) => Promise<unknown>>
  /** The class of these modules, because `instanceof` compares classes. */
  InvocationError: new (
    code: 'FUNCTION_FAILED' | 'FUNCTION_TIMED_OUT' | 'FUNCTION_THROTTLED' | 'FUNCTION_UNREACHABLE',
    functionKey: string,
    message: string,
    details?: { errorType?: string },
  ) => Error
  /** Forgets what a process keeps in memory, as when it starts anew. */
  forget(): Promise<void>
}

/** A process of the service, from its start to its end. */
export type Process = {
  name: string
  modules: Modules
  isDead: boolean
  pausedUntilMs: number
  /** How far its clock is ahead. */
  clockOffsetMs: number
}

export const startProcess = (name: string, modules: Modules): Process => ({
  name,
  modules,
  isDead: false,
  pausedUntilMs: 0,
  clockOffsetMs: 0,
})

/** What the code of a dead process gets from everything that it waits for, so that none of it goes on. */
export class ProcessDied extends Error {
  readonly code = 'SIMULATED_DEATH'

  constructor(name: string) {
    super(`${name} has died`)
    this.name = 'ProcessDied'
  }
}
