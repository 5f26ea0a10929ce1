import { AsyncLocalStorage } from 'node:async_hooks'
import type { Process } from './process.ts'
import type { World } from './world.ts'

/** Whose code runs: a process of the service, or something outside of all processes, such as a client. */
export type Actor = { world: World; process: Process | undefined; label: string }

const running = new AsyncLocalStorage<Actor>()

/** Undefined outside of a simulated life. */
export const currentActor = (): Actor | undefined => running.getStore()

/** @throws Error outside of a simulated life */
export const requireActor = (): Actor => {
  const actor = running.getStore()
  if (!actor) throw new Error('Only a simulated life may use this')
  return actor
}

export const runAs = <Result>(actor: Actor, work: () => Result): Result => running.run(actor, work)

/** Runs work of the simulation itself, such as that of a driver, with the real clock and real timers. */
export const runOutside = <Result>(work: () => Result): Result => running.exit(work)
