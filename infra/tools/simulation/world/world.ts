import type { Random } from '../../seeded-random.ts'
import type { Process } from './process.ts'

/** What the code of a life, and what stands in for its stores, can do with its world. */
export type World = {
  random: Random
  /** The right time, in ms since 1970, as the clocks of the stores show it. */
  nowMs(): number
  /** Writes a line of the trace. */
  note(text: string): void
  /** Writes what an actor did. */
  record(actor: Actor, text: string): void
  /** Lets an actor wait until the world chooses its step. */
  queue(step: Step): void
  addTimer(timer: Timer): { cancel(): void }
  /** Waits as something outside of all processes. */
  sleep(ms: number): Promise<void>
  /** Lets work of the simulation itself end before anything else happens. */
  finishFirst(work: Promise<unknown>): void
  /** Ends a process: all that its code waits for fails at once, and so does all that it begins later. */
  kill(process: Process): void
}

/** Whose code runs: a process of the service, or something outside of all processes, such as a client. */
export type Actor = { world: World; process: Process | undefined; label: string }

/**
 * One call of a store, or of another system, that an actor waits for. The world chooses when it happens.
 * `perform` does it and keeps the outcome, `deliver` gives the outcome to the actor, and `fail` gives an error
 * instead. `perform` returns false when others must act first, such as the holder of a lock.
 */
export type Step = {
  kind: 'append' | 'read' | 'sql' | 'publish'
  readonly what: string
  actor: Actor
  /** Only its outcome is still to be delivered. */
  isPerformed?: boolean
  perform(): unknown
  deliver(): void
  fail(error: unknown): void
  /** The error of a call that did not reach the system, or whose answer is lost. */
  unavailable(): unknown
  /** Ends a call that has begun and is not performed, because its process has died. */
  abandon?(): Promise<void>
}

/** A step that has been done; the trace says why its actor had no outcome yet. */
export const performed = (step: Step, why: string): Step => ({
  ...step,
  isPerformed: true,
  perform: () => undefined,
  what: `${step.what} (${why})`,
})

export type Timer = {
  dueMs: number
  process: Process | undefined
  fire(): void
  /** Called instead when the process dies. */
  drop(error: unknown): void
}

/** What may happen to a step instead of its normal end. */
export type Harm = 'die before' | 'die after' | 'refuse' | 'lose answer' | 'freeze before' | 'freeze after'

/** What disturbs a life. */
export type Faults = {
  /** Called before each choice: may pause a process, step a clock and the like. */
  disturb(): void
  harmTo(step: Step): Harm | undefined
  /** For how long a process that freezes stands still. */
  frozenForMs(): number
}
