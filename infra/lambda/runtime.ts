import type { AsyncLocalStorage } from 'node:async_hooks'
import { type Environment, provideEnvironments } from '../config/environment.ts'

/** One record on its way to a topic. `key` decides the partition, so records of one key keep their order. */
export type TopicRecord = { key: string; value: string; headers: Record<string, string> }

export type InvocationType = 'RequestResponse' | 'Event'

/**
 * What the host offers to functions that run inside it instead of on Lambda.
 * `invoke` takes the function's key in the manifest; with 'Event' it resolves once the invocation is accepted.
 * `publish` resolves once every event source mapping of the topic has taken the records.
 */
export type HostRuntime = {
  environment: AsyncLocalStorage<Environment>
  invoke(functionKey: string, payload: unknown, type: InvocationType): Promise<unknown>
  publish(topic: string, records: TopicRecord[]): Promise<void>
}

const slot = Symbol.for('finance.host')

/** Undefined on Lambda. A global slot and not a module variable: bundled functions each hold a copy of this module. */
export const hostRuntime = (): HostRuntime | undefined => (globalThis as { [slot]?: HostRuntime })[slot]

/** Called once by the host before it loads a function; `undefined` takes it away again. */
export const provideHostRuntime = (runtime: HostRuntime | undefined): void => {
  ;(globalThis as { [slot]?: HostRuntime | undefined })[slot] = runtime
  provideEnvironments(runtime?.environment)
}
