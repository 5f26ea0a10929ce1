import type { AsyncLocalStorage } from 'node:async_hooks'

export type Environment = Record<string, string | undefined>

/**
 * Returns the environment of the running function. On Lambda each function has its own process; in the host
 * many functions share one process, and each gets only the variables of its manifest entry.
 */
export const environment = (): Environment => globals[slot]?.getStore() ?? process.env

/** The host calls this once before it loads a function; `undefined` restores that of the process. */
export const provideEnvironments = (environments: AsyncLocalStorage<Environment> | undefined): void => {
  globals[slot] = environments
}

/** A global slot and not a module variable, because each bundled function has its own copy of this module. */
const slot = Symbol.for('finance.environments')
const globals = globalThis as { [slot]?: AsyncLocalStorage<Environment> | undefined }
