import { hostRuntime } from '../lambda/runtime.ts'

export type Environment = Record<string, string | undefined>

/**
 * The environment of the function that is running. On Lambda every function has a process of its own; in the host many
 * share one, and each still sees only what its manifest entry gives it.
 */
export const environment = (): Environment => hostRuntime()?.environment.getStore() ?? process.env
