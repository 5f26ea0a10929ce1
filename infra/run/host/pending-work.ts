import { setTimeout as delay } from 'node:timers/promises'

/** Creates a set of running promises, so that a stop can wait until they have settled. */
export const createPendingWork = () => {
  const pending = new Set<Promise<unknown>>()
  return {
    /** Adds `work` until it settles, and returns it. */
    track<T>(work: Promise<T>): Promise<T> {
      pending.add(work)
      const remove = () => pending.delete(work)
      void work.then(remove, remove)
      return work
    },
    /**
     * Waits until all work has settled or the timeout has passed; returns how many pieces of work are still
     * running.
     */
    async waitUntilSettled(timeoutMs: number): Promise<number> {
      const settled = new AbortController()
      const timeout = delay(timeoutMs, undefined, { signal: settled.signal }).catch(() => {})
      const settleAll = async () => {
        while (pending.size > 0) await Promise.allSettled(pending)
      }
      await Promise.race([settleAll(), timeout])
      settled.abort()
      return pending.size
    },
  }
}
