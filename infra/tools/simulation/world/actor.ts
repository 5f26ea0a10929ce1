import { AsyncLocalStorage } from 'node:async_hooks'
import type { Actor } from './world.ts'

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
