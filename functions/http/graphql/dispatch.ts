import type { GraphQLError, GraphQLFieldResolver } from 'graphql'
import { missingPermission } from '../../../infra/auth/permissions.ts'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { InvocationError } from '../../../infra/lambda/invocation-error.ts'
import { invoke } from '../../../infra/lambda/invoke.ts'
import { notAvailable } from '../../contract/not-available.ts'
import { functionKey } from '../../contract/schema.ts'
import type { Door } from './door.ts'
import { chosenKey } from './idempotency-key.ts'
import { refusal } from './refusal.ts'

/** The resolver of every root field: the function of the field's name answers it. */
export const dispatching =
  (field: string): GraphQLFieldResolver<unknown, Door, Record<string, unknown>> =>
  (_root, { idempotencyKey, ...input }, door) => {
    refuseUnlessPermitted(field, door)
    if (notAvailable.has(field))
      throw refusal({ code: 'NOT_AVAILABLE', message: `${field} is not available yet`, params: { field } })
    return call(
      functionKey(field),
      { field, input, idempotencyKey: chosenKey(idempotencyKey, door.idempotencyKey) },
      door,
    )
  }

/** Refuses before anything is invoked; the function that is invoked asks again. */
export const refuseUnlessPermitted = (operation: string, { call }: Door): void => {
  const permission = missingPermission(operation, call)
  if (permission !== undefined)
    throw refusal({
      code: 'FORBIDDEN',
      message: `${operation} needs ${permission}`,
      params: { operation, permission },
    })
}

type Asked = { field: string; input: unknown; idempotencyKey?: string | undefined }

/** The value that the function answers; throws what it refuses, and what went wrong on the way in words that give nothing away. */
export const call = async (
  key: string,
  { field, input, idempotencyKey }: Asked,
  { call }: Door,
): Promise<unknown> => {
  const answer = await answered(key, { field, input, context: { ...call, idempotencyKey } })
  if (answer.ok) return answer.value
  throw refusal(answer.error)
}

const answered = async (key: string, envelope: unknown): Promise<Answer> => {
  try {
    const answer = await invoke(key, envelope, 'RequestResponse')
    if (isAnswer(answer)) return answer
  } catch (error) {
    throw (error instanceof InvocationError && passing(error)) || error
  }
  throw new TypeError(`${key} answered neither a value nor a refusal`)
}

const isAnswer = (answer: unknown): answer is Answer =>
  typeof answer === 'object' && answer !== null && 'ok' in answer

/** What a client can do something about. Everything else stays an unexpected error. */
const passing = ({ code }: InvocationError): GraphQLError | undefined => {
  switch (code) {
    case 'FUNCTION_THROTTLED':
      return refusal({
        code: 'STORE_UNAVAILABLE',
        message: 'Too much is asked at once now; try again',
        retryable: true,
      })
    case 'FUNCTION_TIMED_OUT':
    case 'FUNCTION_UNREACHABLE':
      return refusal({
        code: 'STORE_UNAVAILABLE',
        message:
          'No answer in time: whether it took effect is not known; try again with the same idempotency key',
        retryable: true,
      })
    case 'PAYLOAD_TOO_LARGE':
      return refusal({
        code: 'QUERY_TOO_COMPLEX',
        message: 'The request or its answer is larger than 6 MB; ask for less at once',
      })
    default:
      return undefined
  }
}
