import type { GraphQLError } from 'graphql'
import { log } from '../../../infra/observability/log.ts'
import { withinDeadline } from '../../../infra/process/deadline.ts'
import { contractError, RequestError } from './contract-error.ts'

/** Enough for the response with the fields that have an answer. */
const reserveMs = 1_000

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

type Started = { functionKey: string; field: string; remainingMs: (() => number) | undefined }

/**
 * Runs the work as long as the graphql function has time for a response, so that a slow field does not hide
 * the results of the others. Without `remainingMs` there is no limit.
 * @throws STORE_UNAVAILABLE when the work does not end in time, or is not started because no time is left
 */
export const withinTime = async <Value>(
  { functionKey, field, remainingMs }: Started,
  work: () => Promise<Value>,
): Promise<Value> => {
  if (!remainingMs) return work()
  const leftMs = remainingMs() - reserveMs
  if (leftMs <= 0) throw notStarted(field)
  return withinDeadline(leftMs, work(), () => {
    log('warn', 'A function did not answer before the time of the request was over', { functionKey })
    throw outcomeUnknown()
  })
}

/**
 * Options of the chain. Every field ends before this limit, so it is reached only if GraphQL itself is slow.
 * The default of Middy throws an error, which is shown as a defect.
 */
export const timeLimit = {
  timeoutEarlyInMillis: reserveMs / 2,
  timeoutEarlyResponse: (): never => {
    throw new RequestError(503, outcomeUnknown())
  },
}
