import type { Decision } from '../../domain/decision.ts'
import { createdId } from './ledger.ts'
import type { Recorded, Stream } from './stream.ts'
import type { Attempt, Kind, StreamOf } from './subject.ts'

/** The arguments of a decision: the state, what was loaded with it, the input, the user and the time. */
export type Situation<K extends Kind, Input> = K['beside'] & {
  state: StateOf<K['found']>
  /** The events that have made the state, oldest first. */
  history: readonly Recorded<K['event']>[]
  input: Input
  by: string
  at: string
  /** The id of what the command creates inside the aggregate; a repeated command gets the same one. */
  newId: string
}
type StateOf<Found> = Found extends Stream<infer State, unknown> ? State : undefined

export type Decide<K extends Kind, Input> = (situation: Situation<K, Input>) => Decision<K['decided']>

export const situationOf = <K extends Kind, Input>(
  current: StreamOf<K> | undefined,
  beside: K['beside'],
  { call: { input, context }, identity, at }: Attempt<Input>,
): Situation<K, Input> => ({
  ...beside,
  state: current?.state as StateOf<K['found']>,
  history: current?.history ?? [],
  input,
  by: context.actor.id,
  at,
  newId: createdId(identity),
})
