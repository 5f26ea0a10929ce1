import type { Declaration, EventOf } from './declaration.ts'
import { decode, type EncodedEvent, encode } from './decode.ts'

/**
 * The parts of a stored event that a codec reads. `data` is parsed JSON; without `metadata.schemaVersion` it
 * is version 1.
 */
export type Decodable = Readonly<{ type: string; data: unknown; metadata: Readonly<Record<string, unknown>> }>

/** Reads and writes the events of one kind of stream. */
export type Codec<Event> = Readonly<{
  /**
   * The event, stored in any supported version.
   * @throws EventUndecodable when this code does not support the type, the version or the data
   */
  decode(stored: Decodable): Event
  /**
   * The event as it is stored, in the newest version of its type.
   * @throws EventUndecodable when the event does not have the declared fields
   */
  encode(event: Event): EncodedEvent
}>

/** The codec of a list of declarations, such as `invoiceEvents`. */
export const codec = <const Declarations extends readonly Declaration[]>(
  declarations: Declarations,
): Codec<EventOf<Declarations[number]>> => ({
  decode: ({ type, data, metadata: { schemaVersion } }) =>
    decode(declarations, {
      type,
      version: typeof schemaVersion === 'number' ? schemaVersion : 1,
      data: data as EncodedEvent['data'],
    }),
  encode: (event) => encode(declarations, event),
})
