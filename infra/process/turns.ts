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

/**
 * At most `max` works of one key run at a time; works of different keys do not wait for each other. A key is
 * forgotten when none of its works is left.
 */
export const takeTurnsByKey = (max: number) => {
  const keys = new Map<string, { turns: Turns; works: number }>()
  return async <Value>(key: string, work: () => Promise<Value>): Promise<Value> => {
    const entry = keys.get(key) ?? { turns: takeTurns(max), works: 0 }
    keys.set(key, entry)
    entry.works++
    try {
      return await entry.turns(work)
    } finally {
      if (--entry.works === 0) keys.delete(key)
    }
  }
}
