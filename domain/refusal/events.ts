import { type Codec, codec, refusalType } from '../event/codec.ts'
import { type EventOf, event } from '../event/declaration.ts'
import { instant, text } from '../event/fields.ts'

/**
 * A command that would have begun or changed this stream was refused, and its client was told so. Another
 * attempt of the command, which read the stream before, can then append nothing any more: the stream has
 * another revision. Every fold passes over the event. The parameters of the refusal are left out, because they
 * may be personal.
 */
const commandRefused = event(refusalType, { code: text, by: text, at: instant })

export const refusalEvents = [commandRefused] as const

export type CommandRefused = EventOf<typeof commandRefused>

/** Reads and writes the refusals in the streams of invoices and receipts. */
export const refusalCodec = codec(refusalEvents)

/** Reads every event of a stream that may have refusals too. Folds pass over them and do not need this. */
export const withRefusals = <Event>({
  decode,
}: Pick<Codec<Event>, 'decode'>): Pick<Codec<Event | CommandRefused>, 'decode'> => ({
  decode: (stored) => (stored.type === refusalType ? refusalCodec : { decode }).decode(stored),
})
