/**
 * An event as the event store keeps it. `created` is the store's clock, ISO 8601 in UTC; `data` and `metadata` are parsed
 * JSON. Its position in `$all` is left out, because no consumer may depend on it.
 */
export type StoredEvent = {
  id: string
  type: string
  stream: string
  revision: number
  created: string
  data: unknown
  metadata: Record<string, unknown>
}
