const defaultMaxRestarts = 5
const defaultPeriodMs = 60_000

/**
 * Limits how often a part is started again, so that one that ends at once does not restart for ever, and one
 * that runs for hours between its ends always does. `nowMs` is a clock, for tests.
 */
export const restartLimit = (
  maxRestarts = defaultMaxRestarts,
  periodMs = defaultPeriodMs,
  nowMs: () => number = () => performance.now(),
) => {
  let restartsAtMs: number[] = []
  return {
    /** Counts a restart and returns true, or returns false when the limit of this period is reached. */
    take(): boolean {
      const now = nowMs()
      restartsAtMs = restartsAtMs.filter((at) => now - at < periodMs)
      if (restartsAtMs.length >= maxRestarts) return false
      restartsAtMs.push(now)
      return true
    },
    /** The pause before the next restart: none at first, then longer each time. */
    get pauseMs(): number {
      return 250 * Math.max(0, restartsAtMs.length - 1)
    },
  }
}
