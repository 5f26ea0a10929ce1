import type { AsyncLocalStorage } from 'node:async_hooks'
import { type Environment, provideEnvironments } from '../config/environment.ts'
import type { UsageLine } from './usage-line.ts'

export type InvocationType = 'RequestResponse' | 'Event'

/**
 * What the host provides to functions that run inside it instead of on Lambda. `invoke` takes the key of the
 * function in the manifest; with 'Event' it resolves as soon as the invocation is accepted.
 */
export type HostRuntime = {
  environment: AsyncLocalStorage<Environment>
  invoke(functionKey: string, payload: unknown, type: InvocationType): Promise<unknown>
  /** Takes the usage line of an invocation; absent when the host does not meter. */
  recordUsage?(line: UsageLine): void
}

const slot = Symbol.for('finance.host')

/**
 * Undefined on Lambda. A global slot and not a module variable, because each bundled function contains its
 * own copy of this module.
 */
export const hostRuntime = (): HostRuntime | undefined => (globalThis as { [slot]?: HostRuntime })[slot]

/** The host calls this once before it loads a function; `undefined` removes the runtime. */
export const provideHostRuntime = (runtime: HostRuntime | undefined): void => {
  ;(globalThis as { [slot]?: HostRuntime | undefined })[slot] = runtime
  provideEnvironments(runtime?.environment)
}
