import { randomUUID } from 'node:crypto'
import { type Aggregate, fold } from '../../domain/event/aggregate.ts'
import type { Codec } from '../../domain/event/codec.ts'
import type { InvoiceEvent } from '../../domain/invoice/events.ts'
import type { Invoice } from '../../domain/invoice/state.ts'
import type { TenantEvent } from '../../domain/tenant/events.ts'
import type { Tenant } from '../../domain/tenant/state.ts'
import { append, type NewEvent } from '../../infra/event-store/append.ts'
import { readStream } from '../../infra/event-store/read.ts'
import type { StoredEvent } from '../../infra/event-store/stored-event.ts'

/** An event of the domain with what the store keeps beside it. */
export type Recorded<Event> = { event: Event; stored: StoredEvent }

/** A stream with the state that its events make. `revision` is -1 when there are none; an append expects it. */
export type Loaded<State, Event> = {
  stream: string
  history: readonly Recorded<Event>[]
  state: State
  revision: number
}

export type LoadedInvoice = Loaded<Invoice, InvoiceEvent>
export type LoadedTenant = Loaded<Tenant, TenantEvent>

/** A stream that has no events yet. */
export const unwritten = <State, Event>(
  { initial }: Aggregate<State, Event>,
  stream: string,
): Loaded<State, Event> => ({ stream, history: [], state: initial, revision: -1 })

/** @throws EventStoreUnavailable, EventUndecodable */
export const load = async <State, Event>(
  aggregate: Aggregate<State, Event>,
  stream: string,
): Promise<Loaded<State, Event>> => {
  const history = (await readStream(stream)).map((stored) => ({ event: aggregate.decode(stored), stored }))
  return extend(aggregate, unwritten(aggregate, stream), history)
}

/** An event as it is appended, with an id of its own and the version of its shape in the metadata. */
export const newEvent = <Event>(
  { encode }: Pick<Codec<Event>, 'encode'>,
  event: Event,
  metadata: Record<string, unknown>,
): NewEvent => {
  const { type, version, data } = encode(event)
  return { id: randomUUID(), type, data, metadata: { ...metadata, schemaVersion: version } }
}

/**
 * Appends to the stream as it was loaded, and returns what it has become; nothing is read again for that.
 * @throws RevisionConflict when somebody else was faster, EventStoreUnavailable, AppendTooLarge
 */
export const appendTo = async <State, Event>(
  aggregate: Aggregate<State, Event>,
  loaded: Loaded<State, Event>,
  events: readonly Event[],
  metadata: Record<string, unknown>,
): Promise<Loaded<State, Event>> => {
  const { stream, revision } = loaded
  const appended = events.map((event) => ({ event, written: newEvent(aggregate, event, metadata) }))
  await append(
    stream,
    appended.map(({ written }) => written),
    revision,
  )
  const created = new Date().toISOString()
  const added = appended.map(({ event, written }, index) => ({
    event,
    stored: { ...written, stream, revision: revision + 1 + index, created },
  }))
  return extend(aggregate, loaded, added)
}

/** The stream as it was after its event of this revision. */
export const rewindTo = <State, Event>(
  aggregate: Aggregate<State, Event>,
  { stream, history }: Loaded<State, Event>,
  revision: number,
): Loaded<State, Event> =>
  extend(
    aggregate,
    unwritten(aggregate, stream),
    history.filter(({ stored }) => stored.revision <= revision),
  )

const extend = <State, Event>(
  aggregate: Aggregate<State, Event>,
  { stream, history, state, revision }: Loaded<State, Event>,
  added: readonly Recorded<Event>[],
): Loaded<State, Event> => ({
  stream,
  history: [...history, ...added],
  state: fold(
    aggregate,
    added.map(({ event }) => event),
    state,
  ),
  revision: added.at(-1)?.stored.revision ?? revision,
})
