import { type RecordedEvent, sizeOf } from '../event.ts'

/** Small events weigh more as objects than as bytes. */
const weightOf = (event: RecordedEvent): number => sizeOf(event) + 400

/** Those who wait to hear that something was added. */
const waiting = () => {
  const listeners = new Set<() => void>()
  return {
    wake(): void {
      const woken = [...listeners]
      listeners.clear()
      for (const listener of woken) listener()
    },
    woken: (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        const listener = () => {
          listeners.delete(listener)
          signal.removeEventListener('abort', listener)
          resolve()
        }
        listeners.add(listener)
        signal.addEventListener('abort', listener)
      }),
  }
}

/**
 * The end of $all: the events committed last, up to a bound in bytes, and the wish to hear of the next ones. Subscriptions
 * that keep up live from here; one that falls behind the bound finds nothing and reads PostgreSQL again, so a slow one
 * costs no memory and never holds up the writer.
 */
export const recentEvents = (bytesKept: number) => {
  let events: RecordedEvent[] = []
  let bytes = 0
  let last = 0
  const { wake, woken } = waiting()
  return {
    /** The last committed position. */
    get last(): number {
      return last
    },
    add(committed: readonly RecordedEvent[]): void {
      for (const event of committed) {
        events.push(event)
        bytes += weightOf(event)
        last = event.position
      }
      let dropped = 0
      while (bytes > bytesKept && dropped < events.length)
        bytes -= weightOf(events[dropped++] as RecordedEvent)
      if (dropped > 0) events = events.slice(dropped)
      wake()
    },
    /** After a reconnection: events may have been committed that were never added here. */
    restart(position: number): void {
      events = []
      bytes = 0
      last = position
      wake()
    },
    /** At most `limit` events after a position, or undefined when they are not all here any more. */
    after(position: number, limit: number): RecordedEvent[] | undefined {
      if (position >= last) return []
      const first = events[0]?.position
      if (first === undefined || position < first - 1) return undefined
      return events.slice(position - first + 1, position - first + 1 + limit)
    },
    /** Resolves when something may stand after the position, or when the signal is aborted. */
    beyond: async (position: number, signal: AbortSignal): Promise<void> => {
      if (last <= position && !signal.aborted) await woken(signal)
    },
  }
}

export type RecentEvents = ReturnType<typeof recentEvents>
