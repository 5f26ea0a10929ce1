import type { EventStoreDBClient } from '@eventstore/db-client'
import { maxIdleMs } from '../process/time-left.ts'

/**
 * `workedAtMs` is when a call last succeeded, by the clock that is never set back; undefined before the
 * first.
 */
type Use = { running: number; endedAtMs: number; workedAtMs: number | undefined; isRetired: boolean }

const uses = new WeakMap<EventStoreDBClient, Use>()

const useOf = (client: EventStoreDBClient): Use => {
  const use = uses.get(client) ?? {
    running: 0,
    endedAtMs: Date.now(),
    workedAtMs: undefined,
    isRetired: false,
  }
  uses.set(client, use)
  return use
}

/** Runs a call, and remembers when the connection was used. */
export const useClient = async <Value>(
  client: EventStoreDBClient,
  call: (client: EventStoreDBClient) => Promise<Value>,
): Promise<Value> => {
  const use = useOf(client)
  use.running++
  try {
    const value = await call(client)
    use.workedAtMs = performance.now()
    return value
  } finally {
    use.running--
    use.endedAtMs = Date.now()
    if (use.isRetired) disposeUnused(client)
  }
}

/** Whether the connection is idle, and has been for so long that it may be gone without a sign. */
export const isStale = (client: EventStoreDBClient): boolean => {
  const { running, endedAtMs } = useOf(client)
  return running === 0 && Date.now() - endedAtMs > maxIdleMs
}

/**
 * Whether a call on this connection has succeeded: the store was reachable, and only the connection broke.
 */
export const hasWorked = (client: EventStoreDBClient): boolean => useOf(client).workedAtMs !== undefined

/**
 * Whether no call on this connection has succeeded since then, by `performance.now()`. After a timeout this
 * tells a connection that is gone from a store that is slow, which many new connections would only make
 * slower.
 */
export const isSilentSince = (client: EventStoreDBClient, sinceMs: number): boolean =>
  (useOf(client).workedAtMs ?? 0) < sinceMs

/** Closes the connection once no call runs on it. */
export const retireClient = (client: EventStoreDBClient): void => {
  useOf(client).isRetired = true
  disposeUnused(client)
}

const disposeUnused = (client: EventStoreDBClient): void => {
  if (useOf(client).running === 0) void client.dispose().catch(() => undefined)
}
