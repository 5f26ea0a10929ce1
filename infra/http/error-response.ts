import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { unexpectedFailure } from '../lambda/failure.ts'
import { InvocationError } from '../lambda/invocation-error.ts'
import { log } from '../observability/log.ts'
import { errorCode } from '../process/error-code.ts'
import { correlationId } from './headers.ts'
import { HttpError } from './http-error.ts'
import { jsonType, responseHeaders } from './response-headers.ts'

/**
 * Returns the response to a request that failed, in the shape of every error. A defect is logged and masked.
 * Where a store is not available the response is `unavailable`.
 */
export const errorResponse = (
  event: APIGatewayProxyEvent,
  thrown: unknown,
  unavailable: HttpError,
): APIGatewayProxyResult & { headers: Record<string, string> } => {
  const { status, details, headers } = asHttpError(thrown, unavailable, correlationId(event))
  const { message, code, path = null, params = {}, retryable = false } = details
  const extensions = { code, path, params, retryable, correlationId: correlationId(event) }
  return {
    statusCode: status,
    headers: { ...responseHeaders(event, jsonType), ...headers },
    body: JSON.stringify({ errors: [{ message, extensions }] }),
  }
}

const unavailableCodes: readonly unknown[] = ['STORE_UNAVAILABLE', 'SECRET_UNAVAILABLE']

/** An invoked function passes on only the name of its error. */
const isStoreErrorOfFunction = (thrown: unknown): boolean =>
  thrown instanceof InvocationError &&
  (thrown.retryable ||
    thrown.errorType === 'EventStoreUnavailable' ||
    thrown.errorType === 'StoreUnavailable')

const asHttpError = (thrown: unknown, unavailable: HttpError, correlationId: string): HttpError => {
  if (thrown instanceof HttpError) return thrown
  if (unavailableCodes.includes(errorCode(thrown)) || isStoreErrorOfFunction(thrown)) {
    log('warn', 'A store is not available', { error: thrown })
    return unavailable
  }
  const stack = thrown instanceof Error ? thrown.stack : undefined
  log('error', 'Unexpected error', { error: thrown, stack })
  return new HttpError(500, unexpectedFailure(correlationId))
}
