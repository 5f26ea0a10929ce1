type Options = {
  /** The most lines of a key in the interval. */
  lines?: number
  intervalMs: number
  /** The keys that are remembered. Of more, the one whose interval began first is forgotten. */
  maxKeys?: number
}

/**
 * Creates the function that bounds the lines of the log that clients can cause as often as they like. Each
 * key has `lines` in an interval, and the first of them at once. The function returns how many of the key
 * were left out before this line; undefined when this line has to be left out.
 */
export const createLineLimit = ({ lines = 1, intervalMs, maxKeys = 1_000 }: Options) => {
  /** In the order in which they began. */
  const intervals = new Map<string, { beganAtMs: number; written: number; leftOut: number }>()

  return (key: string, nowMs: number = performance.now()): number | undefined => {
    const last = intervals.get(key)
    if (last !== undefined && nowMs - last.beganAtMs < intervalMs) {
      if (last.written < lines) {
        last.written++
        return 0
      }
      last.leftOut++
      return undefined
    }
    intervals.delete(key)
    intervals.set(key, { beganAtMs: nowMs, written: 1, leftOut: 0 })
    if (intervals.size > maxKeys) intervals.delete(intervals.keys().next().value ?? '')
    return last?.leftOut ?? 0
  }
}
