import { AsyncLocalStorage } from 'node:async_hooks'
import { withinDeadline } from './deadline.ts'

const running = new AsyncLocalStorage<() => number>()

/**
 * A connection to another system that was idle for longer is not used again, because it may be gone without a
 * sign. Idle time is measured by the clock: timers stand still while Lambda has frozen the process.
 */
export const maxIdleMs = 30_000

/** What an invocation keeps at its end, to turn what failed into an answer and to return that. */
export const answerReserveMs = 1_000

/**
 * Runs `work` as an invocation that has `remainingMs()` until it is stopped. Everything that it waits for is
 * limited by `timeLeftMs`, so that the innermost of several waiting functions gives up first.
 */
export const withRemainingTime = <Result>(remainingMs: () => number, work: () => Result): Result =>
  running.run(remainingMs, work)

/**
 * The time of an invocation was over before others had finished what it waited for; the outcome is unknown.
 */
export class NoTimeLeft extends Error {
  readonly code = 'STORE_UNAVAILABLE'

  constructor() {
    super('The time of the invocation is over')
    this.name = 'NoTimeLeft'
  }
}

/**
 * Runs work whose result other invocations of this process wait for too, so that none of them limits it. Each
 * passes it to `inTimeLeft`.
 */
export const withoutTimeLimit = <Result>(work: () => Result): Result => running.exit(work)

/**
 * Waits for work that is shared with other invocations, for as long as this one has time.
 * @throws NoTimeLeft when the work takes longer; it continues for the others
 */
export const inTimeLeft = <Result>(work: Promise<Result>): Promise<Result> =>
  withinDeadline(timeLeftMs(), work, () => {
    throw new NoTimeLeft()
  })

/**
 * Returns how long the running invocation may still wait for something, in ms; not above 0 when its time is
 * over, and infinite outside an invocation. `reserveMs` is what it keeps for the time after that.
 */
export const timeLeftMs = (reserveMs = answerReserveMs): number =>
  (running.getStore()?.() ?? Number.POSITIVE_INFINITY) - reserveMs
