import { isUserId } from '../../infra/auth/ids.ts'
import type { CallContext } from '../../infra/lambda/envelope.ts'
import { failed } from '../../infra/lambda/failure.ts'
import type { Failed } from './errors.ts'

const maxLength = 256

/**
 * Refuses a command whose user or request ids cannot be stored with its events. The gateway and the graphql
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
