import type { AsyncLocalStorage } from 'node:async_hooks'

export type Environment = Record<string, string | undefined>

/**
 * The environment of the function that is running. On Lambda every function has a process of its own; in the host many
 * share one, and each still sees only what its manifest entry gives it.
 */
export const environment = (): Environment => globals[slot]?.getStore() ?? process.env

/** Called once by the host before it loads a function; `undefined` gives every function the environment of the process again. */
export const provideEnvironments = (environments: AsyncLocalStorage<Environment> | undefined): void => {
  globals[slot] = environments
}

/** A global slot and not a module variable: bundled functions each hold a copy of this module. */
const slot = Symbol.for('finance.environments')
const globals = globalThis as { [slot]?: AsyncLocalStorage<Environment> | undefined }
