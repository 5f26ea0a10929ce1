import type { StoredEvent } from '../../infra/event-store/read.ts'

/** An event of the domain with what the store keeps beside it. */
export type Recorded<Event> = { event: Event; stored: StoredEvent }

type Decode<Event> = (type: string, version: number, data: unknown) => Event

/**
 * Reads stored events with the decoder of their aggregate. What an unknown version means is not guessed.
 * @throws EventUndecodable
 */
export const recorded =
  <Event>(decode: Decode<Event>) =>
  (stored: StoredEvent): Recorded<Event> => ({ event: decode(stored.type, schemaVersion(stored), stored.data), stored })

const schemaVersion = ({ metadata }: StoredEvent): number => (typeof metadata.schemaVersion === 'number' ? metadata.schemaVersion : 1)
