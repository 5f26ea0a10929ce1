import { codec } from '../event/codec.ts'
import { type EventOf, event } from '../event/declaration.ts'
import { instant, integer, text } from '../event/fields.ts'

/**
 * An operator has decided that the event with this revision of this stream is passed over by every fold:
 * loads of commands, queries, the projection and a rebuild. The event itself stays where it is, and its
 * revision still counts. The stream of a tenant's skips is `skips-<tenant>`; it is never published.
 */
const eventSkipped = event('EventSkipped', {
  stream: text,
  revision: integer,
  reason: text,
  by: text,
  at: instant,
})

export const skipEvents = [eventSkipped] as const

export type EventSkipped = EventOf<typeof eventSkipped>

/** Reads and writes the events of a stream of skips. The stream has no state to fold. */
export const skipCodec = codec(skipEvents)
