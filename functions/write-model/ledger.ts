import { createHash, randomUUID } from 'node:crypto'
import type { CallContext } from '../../infra/lambda/envelope.ts'
import type { Recorded } from './stream.ts'

/**
 * How a command is recognised when it comes again. The ledger of commands is the stream itself: every event carries the id of
 * the command that caused it and a hash of that command's input.
 */
export type CommandIdentity = {
  commandId: string
  inputHash: string
  /** The client's; without one the command cannot be repeated. */
  key: string | undefined
}

type Named = { field: string; target: string; input: object; context: CallContext }

/** Scope of a key: tenant, mutation and target. Without a key each call is a command of its own and is never found again. */
export const commandIdentity = ({ field, target, input, context }: Named): CommandIdentity => {
  const key = context.idempotencyKey
  return {
    commandId: key === undefined ? randomUUID() : digest([context.tenantId, field, target, key]),
    inputHash: digest([field, target, canonical({ ...input, idempotencyKey: undefined })]),
    key,
  }
}

/** The id of what a keyed command creates: the same key finds the same aggregate, without a table of keys. */
export const createdId = (commandId: string): string => {
  const hex = digest(['created', commandId])
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * What is appended for a decision: where it has no events, one that keeps the command's key. Else a repetition would be decided
 * afresh after others changed something, and undo it.
 */
export const remembered = <Event>(
  events: readonly Event[],
  { key }: CommandIdentity,
  unchanged: Event,
): readonly Event[] => (events.length === 0 && key !== undefined ? [unchanged] : events)

/** The last event that this command caused when it came before; undefined for a command that is new or was refused. */
export const lastCausedBy = <Event>(
  history: readonly Recorded<Event>[],
  { commandId }: CommandIdentity,
): Recorded<Event> | undefined => history.findLast(({ stored }) => stored.metadata.commandId === commandId)

const digest = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex')

/** JSON with sorted keys and without what is undefined, so that the same input has one text whatever its order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
