import { type RecordedEvent, sizeInBytes } from '../event.ts'

/** Memory that an event needs in addition to its own bytes. For a small event it is the larger part. */
const objectBytes = 400

const memoryBytes = (event: RecordedEvent): number => sizeInBytes(event) + objectBytes

/** Lets callers wait until something is added. */
const waitList = () => {
  const listeners = new Set<() => void>()
  return {
    wakeAll(): void {
      const woken = [...listeners]
      listeners.clear()
      for (const listener of woken) listener()
    },
    wait: (signal: AbortSignal): Promise<void> =>
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
 * The last events of $all, at most `maxBytes` of them, for subscriptions that keep up. A subscription that
 * needs older events gets none here and reads PostgreSQL again, so a slow one takes no memory and never
 * delays the writer.
 */
export const recentEvents = (maxBytes: number) => {
  let events: RecordedEvent[] = []
  let bytes = 0
  let lastPosition = 0
  const waiting = waitList()
  return {
    /** The last committed position. */
    get lastPosition(): number {
      return lastPosition
    },
    add(committed: readonly RecordedEvent[]): void {
      for (const event of committed) {
        events.push(event)
        bytes += memoryBytes(event)
        lastPosition = event.position
      }
      let dropped = 0
      while (bytes > maxBytes && dropped < events.length)
        bytes -= memoryBytes(events[dropped++] as RecordedEvent)
      if (dropped > 0) events = events.slice(dropped)
      waiting.wakeAll()
    },
    /**
     * Drops all events, because after a reconnection some may have been committed that were never added here.
     */
    restartAt(position: number): void {
      events = []
      bytes = 0
      lastPosition = position
      waiting.wakeAll()
    },
    /** At most `limit` events after a position, or undefined when some of them are no longer here. */
    after(position: number, limit: number): RecordedEvent[] | undefined {
      if (position >= lastPosition) return []
      const first = events[0]?.position
      if (first === undefined || position < first - 1) return undefined
      return events.slice(position - first + 1, position - first + 1 + limit)
    },
    /** Resolves when there may be events after the position, or when the signal is aborted. */
    waitForMore: async (position: number, signal: AbortSignal): Promise<void> => {
      if (lastPosition <= position && !signal.aborted) await waiting.wait(signal)
    },
  }
}

export type RecentEvents = ReturnType<typeof recentEvents>
