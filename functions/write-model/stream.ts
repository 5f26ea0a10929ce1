import { randomUUID } from 'node:crypto'
import { type Aggregate, folded, type Loaded, recorded } from '../../domain/event/aggregate.ts'
import { append, type NewEvent } from '../../infra/event-store/append.ts'
import { readStream } from '../../infra/event-store/read.ts'

/** @throws EventStoreUnavailable, EventUndecodable */
export const load = async <State, Event>(
  aggregate: Aggregate<State, Event>,
  stream: string,
): Promise<Loaded<State, Event>> => folded(aggregate, stream, await readStream(stream))

/** An event as it is appended, with an id of its own and the version of its shape in the metadata. */
export const newEvent = <Event>(
  { encode }: Pick<Aggregate<never, Event>, 'encode'>,
  event: Event,
  metadata: Record<string, unknown>,
): NewEvent => {
  const { type, version, data } = encode(event)
  return { id: randomUUID(), type, data, metadata: { ...metadata, schemaVersion: version } }
}

/**
 * Appends to the stream as it was loaded, and answers what it has become; nothing is read again for that.
 * @throws RevisionConflict when somebody else was faster, EventStoreUnavailable
 */
export const appendTo = async <State, Event>(
  aggregate: Aggregate<State, Event>,
  loaded: Loaded<State, Event>,
  events: readonly Event[],
  metadata: Record<string, unknown>,
): Promise<Loaded<State, Event>> => {
  const appended = events.map((event) => newEvent(aggregate, event, metadata))
  await append(loaded.stream, appended, loaded.revision)
  const created = new Date().toISOString()
  const { stream, revision } = loaded
  const added = appended.map((one, index) =>
    recorded(aggregate, { ...one, stream, revision: revision + 1 + index, created }),
  )
  return {
    stream,
    history: [...loaded.history, ...added],
    state: added.reduce((before, { event }) => aggregate.evolve(before, event), loaded.state),
    revision: revision + added.length,
  }
}

/** The stream as it was after its event of this revision. */
export const rewound = <State, Event>(
  aggregate: Aggregate<State, Event>,
  { stream, history }: Loaded<State, Event>,
  revision: number,
): Loaded<State, Event> =>
  folded(
    aggregate,
    stream,
    history.map(({ stored }) => stored).filter((stored) => stored.revision <= revision),
  )
