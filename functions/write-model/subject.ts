import type { Aggregate } from '../../domain/event/aggregate.ts'
import type { Call } from '../../infra/lambda/tenant-function.ts'
import type { Failed } from './errors.ts'
import type { CommandIdentity } from './ledger.ts'
import type { Guard, Stream } from './stream.ts'

/** The types that a subject uses. */
export type Kind = {
  existing: unknown
  event: unknown
  /** The stream that was loaded; it can be undefined only for commands that begin a stream. */
  found: Stream<unknown, unknown> | undefined
  /** What else a decision needs, such as the tenant. */
  beside: object
  /**
   * What a decision returns: an event that may lack a part that is added afterwards, such as a draft number.
   */
  decided: unknown
}

/** The stream of a subject that exists. */
export type StreamOf<K extends Kind> = Stream<K['existing'], K['event']>

/**
 * One attempt at a command. `at` is its time, ISO 8601 in UTC. `seen` is shared by the tries of one request:
 * the refusals of the command that the first of them found.
 */
export type Attempt<Input> = {
  call: Call<Input>
  identity: CommandIdentity
  at: string
  seen: { refusals?: number }
}

/**
 * What was read for a command. `guard` is the stream in which a refusal is recorded, so that no other attempt
 * of the command takes effect afterwards. `isFinished`: the stream was finished before `beside` was read, and
 * is not finished again, because `beside` would be older than it then.
 */
export type Loaded<K extends Kind> = {
  ok: true
  name: string
  found: K['found']
  beside: K['beside']
  guard?: Guard | undefined
  isFinished?: true
}

/**
 * What a command acts on: an invoice, a receipt or a tenant, which exists or is new. Defines how each step is
 * done.
 */
export interface Subject<K extends Kind, Input> {
  aggregate: Aggregate<unknown, K['existing'], K['event']>
  /** The tenant, and the id that belongs to the scope of an idempotency key. */
  targetOf(call: Call<Input>): { tenantId: string; id: string }
  /** Reads the stream and what else a decision needs, or returns the error that ends the command. */
  load(attempt: Attempt<Input>): Promise<Loaded<K> | Failed>
  /** Does what must be done before the append. It may run again, so it must be safe to repeat. */
  complete(
    decided: readonly K['decided'][],
    attempt: Attempt<Input>,
    beside: K['beside'],
  ): Promise<readonly K['event'][]>
  /**
   * Records the idempotency key right before the append, where commands with one key could begin different
   * streams. It may run again, so it must be safe to repeat.
   */
  recordKey?(attempt: Attempt<Input>, beside: K['beside']): Promise<void>
  /** The event that records a command which changed nothing. */
  unchanged(by: string, at: string): K['event']
  /**
   * Does what the appended events still require: it numbers decided documents, or carries the parts of a
   * receipt. Returns the same stream when nothing was left to do.
   */
  finish(stream: StreamOf<K>, beside?: K['beside']): Promise<StreamOf<K>>
  /** Starts the function that publishes new events, if the events of this subject are published. */
  announce(): Promise<void>
  /** The state in the shape of the contract; with paths it may be only what they lead to. */
  view(stream: StreamOf<K>, paths?: readonly string[]): unknown
}
