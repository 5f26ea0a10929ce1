/** By the clock of the system, because timers stand still while Lambda has frozen the process. */
type Limits = {
  /** A value is used for this long, then fetched again. */
  lifetimeMs: number
  /** While fetching fails, a value is used for this long. */
  staleMs: number
  /** After a failure nothing is fetched for this long. */
  pauseMs: number
  /** Not more than one `refresh` fetches in this time; `pauseMs` if it is left out. */
  refreshPauseMs?: number
}

/**
 * Five minutes: that long a secret that was replaced after a leak may still be in use. An hour: that long
 * Secrets Manager may be down. Five seconds: invalid tokens cause at most 12 fetches a minute in a process.
 */
const secretLimits: Limits = { lifetimeMs: 5 * 60_000, staleMs: 60 * 60_000, pauseMs: 5_000 }

export type RefreshedValue<Value> = {
  /** @throws what `fetch` throws, when there is no value that may still be used */
  value: () => Promise<Value>
  /** Like `value`, but fetches although the value is not old yet. */
  refresh: () => Promise<Value>
  /**
   * Like `refresh`, but never returns a value of longer than the pause ago.
   * @throws what `fetch` throws
   */
  fresh: () => Promise<Value>
}

/** Returns a value that is fetched when it is needed and again when it is old. Callers share one fetch. */
export const refreshedValue = <Value>(
  fetch: () => Promise<Value>,
  { lifetimeMs, staleMs, pauseMs, refreshPauseMs = pauseMs }: Limits = secretLimits,
): RefreshedValue<Value> => {
  let last: { value: Value; atMs: number } | undefined
  let failure: { error: unknown; atMs: number } | undefined
  let pending: Promise<Value> | undefined
  let refreshedAtMs = Number.NEGATIVE_INFINITY

  const fetchNow = async (): Promise<Value> => {
    try {
      const value = await fetch()
      last = { value, atMs: Date.now() }
      failure = undefined
      return value
    } catch (error) {
      failure = { error, atMs: Date.now() }
      return valueAfter(error)
    }
  }
  const fetchShared = (): Promise<Value> => {
    pending ??= fetchNow().finally(() => {
      pending = undefined
    })
    return pending
  }
  const valueAfter = (error: unknown): Value => {
    if (last !== undefined && Date.now() - last.atMs < staleMs) return last.value
    throw error
  }
  const current = async (): Promise<Value> => {
    if (last !== undefined && Date.now() - last.atMs < lifetimeMs) return last.value
    if (failure !== undefined && Date.now() - failure.atMs < pauseMs) return valueAfter(failure.error)
    return fetchShared()
  }
  const refresh = async (): Promise<Value> => {
    if (pending !== undefined) return pending
    if (Date.now() - refreshedAtMs < refreshPauseMs) return current()
    refreshedAtMs = Date.now()
    return fetchShared()
  }
  const fresh = async (): Promise<Value> => {
    const value = await refresh()
    if (failure !== undefined) throw failure.error
    return value
  }
  return { value: current, refresh, fresh }
}
