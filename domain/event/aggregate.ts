import type { Codec } from './codec.ts'

/**
 * What it takes to make the state of a stream out of its events, and to store new ones. `None` is the state of a stream
 * without events; after its first event the aggregate exists and never ceases to.
 */
export type Aggregate<None, Existing, Event> = Codec<Event> &
  Readonly<{
    initial: None
    /** @throws BrokenInvariant for an event that cannot follow this state */
    evolve(state: None | Existing, event: Event): Existing
  }>

/** The state that these events make, oldest first, beginning with `from`. */
export const fold = <None, Existing, Event>(
  { evolve, initial }: Pick<Aggregate<None, Existing, Event>, 'evolve' | 'initial'>,
  events: readonly Event[],
  from: None | Existing = initial,
): None | Existing => events.reduce<None | Existing>(evolve, from)
