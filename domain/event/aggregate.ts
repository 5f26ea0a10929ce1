import type { Codec } from './codec.ts'

/** What it takes to make the state of a stream out of its events, and to store new ones. */
export type Aggregate<State, Event> = Codec<Event> &
  Readonly<{
    /** The state of a stream without events. */
    initial: State
    evolve(state: State, event: Event): State
  }>

/** The state that these events make, oldest first, beginning with `from`. */
export const fold = <State, Event>(
  { evolve, initial }: Pick<Aggregate<State, Event>, 'evolve' | 'initial'>,
  events: readonly Event[],
  from: State = initial,
): State => events.reduce(evolve, from)
