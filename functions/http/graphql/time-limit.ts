import type { GraphQLError } from 'graphql'
import { answerReserveMs, timeLeftMs } from '../../../infra/process/time-left.ts'
import { contractError, RequestError } from './contract-error.ts'

/** The error of a field whose function did not answer in time. */
export const outcomeUnknown = (): GraphQLError =>
  contractError({
    code: 'STORE_UNAVAILABLE',
    message:
      'No response in time, so it is unknown whether a mutation took effect; ' +
      'try again, a mutation with the same idempotency key',
    retryable: true,
  })

const notStarted = (field: string): GraphQLError =>
  contractError({
    code: 'STORE_UNAVAILABLE',
    message: `The time of the request was over before ${field} was started, so it had no effect; try again`,
    retryable: true,
  })

/**
 * A field that waited for its turn is not started when the request has no time left for it, so that it does
 * not hide the results of the others.
 * @throws STORE_UNAVAILABLE when no time is left
 */
export const requireTime = (field: string): void => {
  if (timeLeftMs() <= 0) throw notStarted(field)
}

/**
 * Options of the chain. Every field ends before this limit, so it is reached only if GraphQL itself is slow.
 * The default of Middy throws an error, which is shown as a defect.
 */
export const timeLimit = {
  timeoutEarlyInMillis: answerReserveMs / 2,
  timeoutEarlyResponse: (): never => {
    throw new RequestError(503, outcomeUnknown())
  },
}
