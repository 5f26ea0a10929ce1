import { jest } from '@jest/globals'

/**
 * Acts as if Lambda had frozen this process for so long: the clock has moved, and timers stood still. Several
 * freezes add up. `jest.restoreAllMocks()` ends it.
 */
export const thawAfter = (ms: number): void => {
  const aheadMs = Date.now() - systemTimeMs() + ms
  jest.spyOn(Date, 'now').mockImplementation(() => Math.round(systemTimeMs() + aheadMs))
}

/** Stops this whole process for so long, as Lambda does between two invocations. */
export const freeze = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/** The time of the system, whatever `Date.now` returns. */
const systemTimeMs = (): number => performance.timeOrigin + performance.now()
