import type { StoredEvent } from '../../infra/event-store/stored-event.ts'

/** What it takes to make the state of a stream out of its events, and to store new ones. */
export type Aggregate<State, Event> = {
  initial: State
  evolve(state: State, event: Event): State
  /** @throws EventUndecodable: what an unknown version means is not guessed */
  decode(type: string, version: number, data: unknown): Event
  encode(event: Event): { type: string; version: number; data: Readonly<Record<string, unknown>> }
}

/** A stored event as a fold needs it: where it stands in `$all` is of no concern here. */
export type Stored = Omit<StoredEvent, 'position'>

/** An event of the domain with what the store keeps beside it. */
export type Recorded<Event> = { event: Event; stored: Stored }

/** A stream with the state that its events make. `revision` is -1 when there are none; an append expects it. */
export type Loaded<State, Event> = {
  stream: string
  history: readonly Recorded<Event>[]
  state: State
  revision: number
}

export const recorded = <Event>(
  { decode }: Pick<Aggregate<never, Event>, 'decode'>,
  stored: Stored,
): Recorded<Event> => {
  const { schemaVersion } = stored.metadata
  return {
    event: decode(stored.type, typeof schemaVersion === 'number' ? schemaVersion : 1, stored.data),
    stored,
  }
}

/** The stream that these events are, oldest first. */
export const folded = <State, Event>(
  aggregate: Aggregate<State, Event>,
  stream: string,
  events: readonly Stored[],
): Loaded<State, Event> => {
  const history = events.map((stored) => recorded(aggregate, stored))
  const state = history.reduce((before, { event }) => aggregate.evolve(before, event), aggregate.initial)
  return { stream, history, state, revision: events.at(-1)?.revision ?? -1 }
}
