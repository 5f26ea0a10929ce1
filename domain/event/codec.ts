import type { Declaration, EventOf } from './declaration.ts'
import { decode, type EncodedEvent, encode } from './decode.ts'

/** What a codec reads of a stored event: `data` is parsed JSON. Without `metadata.schemaVersion` it is version 1. */
export type Decodable = Readonly<{ type: string; data: unknown; metadata: Readonly<Record<string, unknown>> }>

/** Reads and writes the events that a kind of stream may hold. */
export type Codec<Event> = Readonly<{
  /**
   * The event of any known version.
   * @throws EventUndecodable: what an unknown type or version means is not guessed
   */
  decode(stored: Decodable): Event
  /** The event in its newest version, as it is stored. */
  encode(event: Event): EncodedEvent
}>

/** Makes the codec of a list of declarations, such as `invoiceEvents`. */
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
