import { setTimeout as delay } from 'node:timers/promises'

/** What runs just now, so that a stop can wait for it. */
export const openWork = () => {
  const open = new Set<Promise<unknown>>()
  return {
    tracked<T>(work: Promise<T>): Promise<T> {
      open.add(work)
      const done = () => open.delete(work)
      void work.then(done, done)
      return work
    },
    /** Resolves when nothing runs any more, or after the given milliseconds; answers how much was left. */
    async ended(milliseconds: number): Promise<number> {
      const early = new AbortController()
      const deadline = delay(milliseconds, undefined, { signal: early.signal }).catch(() => {})
      const empty = async () => {
        while (open.size > 0) await Promise.allSettled(open)
      }
      await Promise.race([empty(), deadline])
      early.abort()
      return open.size
    },
  }
}
