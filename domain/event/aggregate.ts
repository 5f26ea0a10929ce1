import { type Codec, type Decodable, decodeUnlessPassedOver } from './codec.ts'

/**
 * Folds the events of a stream into a state, and stores new events. `None` is the state of a stream without
 * events; the first event makes it `Existing`, and every later state is `Existing` too.
 */
export type Aggregate<None, Existing, Event> = Codec<Event> &
  Readonly<{
    initial: None
    /** @throws StreamDamaged when the event cannot have happened after those before it */
    evolve(state: None | Existing, event: Event): Existing
  }>

/** The state after these events, oldest first, that follow the state `from`. */
export const fold = <None, Existing, Event>(
  { evolve, initial }: Pick<Aggregate<None, Existing, Event>, 'evolve' | 'initial'>,
  events: readonly Event[],
  from: None | Existing = initial,
): None | Existing => events.reduce<None | Existing>(evolve, from)

/**
 * The state after a stored event that follows the state `before`. One that is passed over changes nothing.
 * @throws EventUndecodable when this code cannot read the event
 * @throws StreamDamaged when the event cannot have happened after those before it
 */
export const evolveStored = <None, Existing, Event>(
  aggregate: Aggregate<None, Existing, Event>,
  before: None | Existing,
  stored: Decodable,
): None | Existing => {
  const event = decodeUnlessPassedOver(aggregate, stored)
  return event === undefined ? before : aggregate.evolve(before, event)
}
