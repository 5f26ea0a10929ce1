import { BrokenInvariant } from '../decision.ts'
import type { Declaration, EventOf } from './declaration.ts'
import { decode, type EncodedEvent, encode } from './decode.ts'

/**
 * The parts of a stored event that a codec reads. `data` is parsed JSON; without `metadata.schemaVersion` it
 * is version 1. `skipped` is set when an operator has decided that every fold passes over the event.
 */
export type Decodable = Readonly<{
  type: string
  data: unknown
  metadata: Readonly<Record<string, unknown>>
  skipped?: unknown
}>

/** Reads and writes the events of one kind of stream. */
export type Codec<Event> = Readonly<{
  /**
   * The event, stored in any supported version.
   * @throws EventUndecodable when this code does not support the type, the version or the data
   * @throws BrokenInvariant for a skipped event: use `decodeUnlessPassedOver`
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
  decode: ({ type, data, metadata: { schemaVersion }, skipped }) => {
    if (skipped !== undefined) throw new BrokenInvariant(`A skipped ${type} must not be decoded`)
    return decode(declarations, {
      type,
      version: typeof schemaVersion === 'number' ? schemaVersion : 1,
      data: data as EncodedEvent['data'],
    })
  },
  encode: (event) => encode(declarations, event),
})

/** The type of the event that records the refusal of a command in the stream that it would have changed. */
export const refusalType = 'CommandRefused'

/** Whether every fold passes over the event: an operator has skipped it, or it records a refusal. */
export const isPassedOver = ({ skipped, type }: Pick<Decodable, 'skipped' | 'type'>): boolean =>
  skipped !== undefined || type === refusalType

/**
 * The event, or undefined when it is passed over. Every fold decodes with this, so that none contains such an
 * event; `decode` refuses one, so that a fold which forgets it fails instead of differing from the others.
 * @throws EventUndecodable when this code does not support the type, the version or the data
 */
export const decodeUnlessPassedOver = <Event>(
  { decode }: Pick<Codec<Event>, 'decode'>,
  stored: Decodable,
): Event | undefined => (isPassedOver(stored) ? undefined : decode(stored))
