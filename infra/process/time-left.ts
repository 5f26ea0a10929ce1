import { AsyncLocalStorage } from 'node:async_hooks'

const running = new AsyncLocalStorage<() => number>()

/** What an invocation keeps at its end, to turn what failed into an answer and to return that. */
export const answerReserveMs = 1_000

/**
 * Runs `work` as an invocation that has `remainingMs()` until it is stopped. Everything that it waits for is
 * limited by `timeLeftMs`, so that the innermost of several waiting functions gives up first.
 */
export const withRemainingTime = <Result>(remainingMs: () => number, work: () => Result): Result =>
  running.run(remainingMs, work)

/**
 * Runs `work` without the limit of this invocation, because invocations of others wait for its result too.
 */
export const withoutTimeLimit = <Result>(work: () => Result): Result => running.exit(work)

/**
 * Returns how long the running invocation may still wait for something, in ms; not above 0 when its time is
 * over, and infinite outside an invocation. `reserveMs` is what it keeps for the time after that.
 */
export const timeLeftMs = (reserveMs = answerReserveMs): number =>
  (running.getStore()?.() ?? Number.POSITIVE_INFINITY) - reserveMs
