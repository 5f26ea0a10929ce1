import { randomUUID } from 'node:crypto'
import { BrokenInvariant } from '../../domain/decision.ts'
import type { Aggregate } from '../../domain/event/aggregate.ts'
import { type Codec, decodeUnlessPassedOver, isPassedOver } from '../../domain/event/codec.ts'
import { EventUndecodable } from '../../domain/event/decode.ts'
import { StreamDamaged } from '../../domain/event/stream-damaged.ts'
import type { InvoiceEvent } from '../../domain/invoice/events.ts'
import type { ExistingInvoice } from '../../domain/invoice/state.ts'
import type { ReceiptEvent } from '../../domain/receipt/events.ts'
import type { ExistingReceipt } from '../../domain/receipt/state.ts'
import type { TenantEvent } from '../../domain/tenant/events.ts'
import type { RegisteredTenant } from '../../domain/tenant/state.ts'
import { append, type NewEvent } from '../../infra/event-store/append.ts'
import { readStream } from '../../infra/event-store/read.ts'
import type { StoredEvent } from '../../infra/event-store/stored-event.ts'

/** An event of the domain, decoded, and the stored event that contains it. */
export type Recorded<Event> = { event: Event; stored: StoredEvent }

/** A stream that has events, oldest first and without those passed over, and the state that they make. */
export type Stream<State, Event> = {
  name: string
  history: readonly Recorded<Event>[]
  state: State
  /** The revision of the last event, also if that one is passed over; an append expects it. */
  revision: number
}
export type InvoiceStream = Stream<ExistingInvoice, InvoiceEvent>
export type ReceiptStream = Stream<ExistingReceipt, ReceiptEvent>
export type TenantStream = Stream<RegisteredTenant, TenantEvent>

/**
 * A stream in which a refusal can be recorded, as it was read: its last revision, -1 without any event, and
 * the events that are passed over, such as earlier refusals.
 */
export type Guard = { name: string; revision: number; passedOver: readonly StoredEvent[] }

/**
 * Reads a stream and folds it; undefined for one that is not begun.
 * @throws EventStoreUnavailable when the stream cannot be read
 * @throws EventUndecodable for an event that this version of the code cannot read
 * @throws StreamDamaged for an event that cannot have happened after those before it
 */
export const load = async <None, Existing, Event>(
  aggregate: Aggregate<None, Existing, Event>,
  name: string,
): Promise<Stream<Existing, Event> | undefined> => (await loadGuarded(aggregate, name)).found

/**
 * Reads a stream with its refusals; `found` is undefined for one that no command has begun.
 * @throws EventStoreUnavailable, EventUndecodable and StreamDamaged like `load`
 */
export const loadGuarded = async <None, Existing, Event>(
  aggregate: Aggregate<None, Existing, Event>,
  name: string,
): Promise<{ found?: Stream<Existing, Event>; guard: Guard }> => {
  const events = await readStream(name)
  const revision = events.at(-1)?.revision ?? -1
  const guard = { name, revision, passedOver: events.filter(isPassedOver) }
  try {
    const history = events.flatMap((stored) => {
      const event = decodeUnlessPassedOver(aggregate, stored)
      return event === undefined ? [] : [{ event, stored }]
    })
    if (history.length === 0) return { guard }
    return { found: { ...extend(aggregate, { name, history: [] }, history), revision }, guard }
  } catch (error) {
    throw withStreamName(error, name)
  }
}

/** The error with the name of the stream in its message, for the log: an operator has to find it. */
const withStreamName = (error: unknown, name: string): unknown => {
  if (error instanceof EventUndecodable)
    return new EventUndecodable(error.code, `${name}: ${error.message}`, { cause: error.cause })
  if (error instanceof StreamDamaged) return new StreamDamaged(`${name}: ${error.message}`)
  return error
}

/** Whether `load` threw this because of the events of the stream: a later attempt finds the same. */
export const isUnreadable = (error: unknown): boolean =>
  error instanceof EventUndecodable || error instanceof StreamDamaged

/** Encodes an event for an append, with a new id and with the version of its shape in the metadata. */
export const newEvent = <Event>(
  { encode }: Pick<Codec<Event>, 'encode'>,
  event: Event,
  metadata: Record<string, unknown>,
): NewEvent => {
  const { type, version, data } = encode(event)
  return { id: randomUUID(), type, data, metadata: { ...metadata, schemaVersion: version } }
}

/**
 * Appends at least one event to a stream that was loaded, or begins one. A name alone is that of a stream
 * without events. Returns the stream with the new events, without reading it again.
 * @throws BrokenInvariant when the events cannot follow those of the stream; nothing is appended
 * @throws RevisionConflict when the stream has changed since it was loaded
 * @throws EventStoreUnavailable when the outcome remains unknown
 * @throws AppendTooLarge when the events do not fit into one append
 */
export const appendTo = async <None, Existing, Event>(
  aggregate: Aggregate<None, Existing, Event>,
  stream: Stream<Existing, Event> | Guard | { name: string },
  events: readonly Event[],
  metadata: Record<string, unknown>,
): Promise<Stream<Existing, Event>> => {
  const before = 'history' in stream ? stream : { revision: -1, ...stream, history: [] }
  const { name, revision } = before
  const encoded = events.map((event) => newEvent(aggregate, event, metadata))
  const created = new Date().toISOString()
  const added = events.map((event, index) => ({
    event,
    stored: { ...(encoded[index] as NewEvent), stream: name, revision: revision + 1 + index, created },
  }))
  const after = extendByDecided(aggregate, before, added)
  await append(name, encoded, revision)
  return after
}

/** Folds events before they are appended. A decision that would damage the stream is a defect. */
const extendByDecided: typeof extend = (aggregate, before, added) => {
  try {
    return extend(aggregate, before, added)
  } catch (cause) {
    throw new BrokenInvariant(`The decided events cannot follow those of ${before.name}`, { cause })
  }
}

/** The stream as it was right after this revision. */
export const rewindTo = <None, Existing, Event>(
  aggregate: Aggregate<None, Existing, Event>,
  { name, history }: Stream<Existing, Event>,
  revision: number,
): Stream<Existing, Event> =>
  extend(
    aggregate,
    { name, history: [] },
    history.filter(({ stored }) => stored.revision <= revision),
  )

const extend = <None, Existing, Event>(
  { initial, evolve }: Aggregate<None, Existing, Event>,
  before: { name: string; history: readonly Recorded<Event>[]; state?: Existing },
  added: readonly Recorded<Event>[],
): Stream<Existing, Event> => {
  const [first, ...rest] = added
  if (!first) throw new Error(`Nothing was added to ${before.name}`)
  return {
    name: before.name,
    history: [...before.history, ...added],
    state: rest.reduce(
      (state, { event }) => evolve(state, event),
      evolve(before.state ?? initial, first.event),
    ),
    revision: (rest.at(-1) ?? first).stored.revision,
  }
}
