import { randomUUID } from 'node:crypto'
import { isUserId } from '../../infra/auth/ids.ts'
import { digest, stableId } from '../../infra/event-store/stable-id.ts'
import type { CallContext } from '../../infra/lambda/envelope.ts'
import { failed } from '../../infra/lambda/failure.ts'
import type { Call } from '../../infra/lambda/tenant-function.ts'
import { currentTraceparent } from '../../infra/observability/trace.ts'
import { canonicalInput } from './canonical-input.ts'
import type { Failed } from './errors.ts'
import type { Recorded } from './stream.ts'

/**
 * How a repeated command is recognised. There is no table of commands: every event contains, in its metadata,
 * the id of the command that caused it and a hash of the input of that command.
 */
export type CommandIdentity = {
  commandId: string
  /** Of the input as the domain reads it. */
  inputHash: string
  /** Of the input as it was written: earlier releases stored this one, so only a repetition needs it. */
  writtenHash(): string
  /** The client's idempotency key; a command without one cannot be repeated. */
  key: string | undefined
}

/**
 * The scope of a key is the tenant, the mutation and the target: the id of what the command acts on. Without
 * a key each call is a new command.
 */
export const commandIdentity = ({ field, input, context }: Call<object>, target: string): CommandIdentity => {
  const key = context.idempotencyKey
  const written = { ...input, idempotencyKey: undefined }
  return {
    commandId: key === undefined ? randomUUID() : digest([context.tenantId, field, target, key]),
    inputHash: digest([field, target, sortedJson(canonicalInput(written))]),
    writtenHash: () => digest([field, target, sortedJson(written)]),
    key,
  }
}

/** The id of what a command creates. The same key gives the same id, so no table of keys is needed. */
export const createdId = ({ commandId }: CommandIdentity): string => stableId('created', commandId)

/**
 * The last event that an earlier attempt of this command caused; undefined for a command that is new or was
 * refused.
 */
export const lastCausedBy = <Event>(
  history: readonly Recorded<Event>[],
  { commandId }: CommandIdentity,
): Recorded<Event> | undefined => history.findLast(({ stored }) => stored.metadata.commandId === commandId)

/** Whether an event was caused with the same input, also one that an earlier release stored. */
export const hasSameInput = (
  { stored: { metadata } }: Recorded<unknown>,
  { inputHash, writtenHash }: CommandIdentity,
): boolean => metadata.inputHash === inputHash || metadata.inputHash === writtenHash()

/** The metadata of every event that a command causes: the user, the request and the command. */
export const eventMetadata = (
  context: CallContext,
  { commandId, inputHash }: CommandIdentity,
): Record<string, unknown> => ({
  tenantId: context.tenantId,
  actor: context.actor.id,
  correlationId: context.correlationId,
  causationId: context.causationId ?? context.correlationId,
  commandId,
  inputHash,
  traceparent: currentTraceparent(context.traceparent),
})

const maxLength = 256

/**
 * Refuses a command whose user or request ids cannot be stored in this metadata. The gateway and the graphql
 * function have checked them, but a result of the authorizer may be cached from before that check, and other
 * functions can invoke a command.
 */
export const refuseUnstorable = (context: CallContext): Failed | undefined => {
  if (!isUserId(context.actor.id))
    return failed({
      code: 'UNAUTHENTICATED',
      message: 'The token names a user id that cannot be stored; sign in again',
    })
  const { correlationId, causationId, idempotencyKey, traceparent } = context
  const ids = { correlationId, causationId, idempotencyKey, traceparent }
  const path = Object.entries(ids).find(([, id]) => id !== undefined && !isStorable(id))?.[0]
  if (path === undefined) return undefined
  return failed({
    code: 'INVALID_INPUT',
    message: `${path}: needs at most ${maxLength} printable characters`,
    path,
  })
}

/** PostgreSQL stores no U+0000, UTF-8 no half of a surrogate pair, and a log needs no control characters. */
const isStorable = (text: string): boolean => text.length <= maxLength && !/[\p{Cc}\p{Cs}]/u.test(text)

/**
 * JSON with sorted keys and without undefined fields, so that the same input has the same text whatever the
 * order of its fields.
 */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
