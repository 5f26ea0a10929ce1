/** Runs the work, or lets it wait until fewer than the maximum are running. */
export type Turns = <Value>(work: () => Promise<Value>) => Promise<Value>

/** At most `max` works run at a time; the others wait in the order of their calls. */
export const takeTurns = (max: number): Turns => {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running === max) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      // The next work takes over the turn, so the number of those that run does not change.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
