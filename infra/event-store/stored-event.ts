/**
 * An event in the event store. `created` is the time of the store, ISO 8601 in UTC; `data` and `metadata` are
 * parsed JSON. The position in `$all` is left out, because no consumer may depend on it.
 */
export type StoredEvent = {
  id: string
  type: string
  stream: string
  revision: number
  created: string
  data: unknown
  metadata: Record<string, unknown>
  /** Set when an operator has decided that every fold passes over this event. */
  skipped?: Skipped
}

/** Why, by whom and when an event was skipped. */
export type Skipped = { reason: string; by: string; at: string }
