/** An event as the store holds it. `created` is the store's clock, ISO 8601 in UTC; `data` and `metadata` are parsed JSON. */
export type StoredEvent = {
  id: string
  type: string
  stream: string
  revision: number
  created: string
  position: { commit: bigint; prepare: bigint }
  data: unknown
  metadata: Record<string, unknown>
}
