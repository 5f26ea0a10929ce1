import type { AsyncLocalStorage } from 'node:async_hooks'
import { type Environment, provideEnvironments } from '../config/environment.ts'

export type InvocationType = 'RequestResponse' | 'Event'

/**
 * Whose work an invocation does: one tenant's, or a batch with so many records of each tenant. The empty
 * tenant id means nobody's.
 */
export type Owner = { tenantId: string } | { shares: Readonly<Record<string, number>> }

/**
 * The usage line of one invocation. The platform's own report of the invocation has the same request id, and
 * says how long it was billed.
 */
export type UsageLine = { requestId: string; operation: string } & Owner

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
