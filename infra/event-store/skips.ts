import { readStream } from './read.ts'

/** The stream in which operators record which events of a tenant are passed over. */
export const skipsStream = (tenantId: string): string => `skips-${tenantId}`

/** Names an event, as `readSkips` does. */
export const eventKey = ({ stream, revision }: { stream: string; revision: number }): string =>
  `${stream}@${revision}`

/**
 * Returns the events of a tenant that an operator has recorded as passed over, each as `stream@revision`.
 * @throws EventStoreUnavailable when the stream cannot be read
 */
export const readSkips = async (tenantId: string): Promise<Set<string>> => {
  const events = await readStream(skipsStream(tenantId))
  return new Set(events.map(({ data }) => eventKey(data as { stream: string; revision: number })))
}
