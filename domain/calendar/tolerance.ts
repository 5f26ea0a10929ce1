import type { Instant } from './dates.ts'

/**
 * How far a clock may be wrong, in ms: that of this service when it decides a legal time, and that of a
 * client which asks for a time.
 */
export const clockToleranceMs = 60_000

/** Whether an instant is in the future by any clock that is right within the tolerance. */
export const isFuture = (instant: Instant, nowMs: number): boolean =>
  Date.parse(instant) > nowMs + clockToleranceMs
