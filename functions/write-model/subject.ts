import type { Aggregate } from '../../domain/event/aggregate.ts'
import type { Call } from '../../infra/lambda/tenant-function.ts'
import type { Failed } from './errors.ts'
import type { CommandIdentity } from './ledger.ts'
import type { Stream } from './stream.ts'

/** The types of a subject. */
export type Kind = {
  existing: unknown
  event: unknown
  /** The stream as it is found: undefined is possible where a command may begin it. */
  found: Stream<unknown, unknown> | undefined
  /** What else a decision needs, such as the tenant. */
  beside: object
  /**
   * What a decision returns: an event that may lack what comes after the decision, such as a draft number.
   */
  decided: unknown
}

/** The stream of a subject that exists. */
export type StreamOf<K extends Kind> = Stream<K['existing'], K['event']>

/** One attempt at a command. `at` is its time, ISO 8601 in UTC. */
export type Attempt<Input> = { call: Call<Input>; identity: CommandIdentity; at: string }

/**
 * What a command acts on: an existing invoice, a new invoice, a tenant. It says how each step is done there.
 */
export interface Subject<K extends Kind, Input> {
  aggregate: Aggregate<unknown, K['existing'], K['event']>
  /** The tenant, and the id that belongs to the scope of an idempotency key. */
  targetOf(call: Call<Input>): { tenantId: string; id: string }
  /** Reads the stream and what else a decision needs, or says why there is nothing to decide on. */
  load(
    attempt: Attempt<Input>,
  ): Promise<{ ok: true; name: string; found: K['found']; beside: K['beside'] } | Failed>
  /** Does what has to precede the append. It may run again, so it must be safe to repeat. */
  complete(decided: readonly K['decided'][], attempt: Attempt<Input>): Promise<readonly K['event'][]>
  /** The event that records a command which changed nothing. */
  unchanged(by: string, at: string): K['event']
  /** Gives decided documents their legal numbers; returns the same stream where none waits for one. */
  number(stream: StreamOf<K>, beside?: K['beside']): Promise<StreamOf<K>>
  /** Starts what reads new events. */
  announce(): Promise<void>
  /** The state in the shape of the contract. */
  view(stream: StreamOf<K>): unknown
}
