import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { correlationHeader, correlationId } from '../../../infra/http/headers.ts'
import { jsonType, responseHeaders } from '../../../infra/http/response-headers.ts'
import { unexpectedFailure } from '../../../infra/lambda/failure.ts'
import { log } from '../../../infra/observability/log.ts'
import { secondsPerRefresh } from '../../../infra/postgres/token-families.ts'
import { errorCode } from '../../../infra/process/error-code.ts'
import { AuthError, invalidInput, unavailable } from './auth-error.ts'

/** The response to a request; without a body its status is 204. */
export const response = (
  event: APIGatewayProxyEvent,
  status: number,
  body?: unknown,
): APIGatewayProxyResult => ({
  statusCode: status,
  headers: responseHeaders(event, body === undefined ? undefined : jsonType),
  body: body === undefined ? '' : JSON.stringify(body),
})

/** The response to a request that failed, in the shape of every error. A defect is logged and masked. */
export const errorResponse = (event: APIGatewayProxyEvent, thrown: unknown): APIGatewayProxyResult => {
  const { status, message, code, path, retryable } = asAuthError(thrown, correlationId(event))
  const extensions = { code, path, params: {}, retryable, correlationId: correlationId(event) }
  const refused = response(event, status, { errors: [{ message, extensions }] })
  return status === 429 ? { ...refused, headers: { ...refused.headers, ...waitHeaders } } : refused
}

/** A browser shows a script no other headers than these. */
const waitHeaders = {
  'Retry-After': String(secondsPerRefresh),
  'Access-Control-Expose-Headers': `${correlationHeader},Retry-After`,
}

const asAuthError = (thrown: unknown, correlationId: string): AuthError => {
  if (thrown instanceof AuthError) return thrown
  const fault = faultOfBody(thrown)
  if (fault !== undefined) return fault
  if (errorCode(thrown) === 'STORE_UNAVAILABLE' || errorCode(thrown) === 'SECRET_UNAVAILABLE') {
    log('warn', 'A store is not available', { error: thrown })
    return unavailable()
  }
  log('error', 'Unexpected error', {
    error: thrown,
    stack: thrown instanceof Error ? thrown.stack : undefined,
  })
  const { code, message } = unexpectedFailure(correlationId)
  return new AuthError(500, { code, message })
}

/**
 * The parser throws 415 both for another media type and for a body that is not JSON. Its error contains the
 * body, and so a token: it must not be logged.
 */
const faultOfBody = (thrown: unknown): AuthError | undefined => {
  if (!(thrown instanceof Error && 'statusCode' in thrown && thrown.statusCode === 415)) return undefined
  const { message } = (thrown.cause ?? {}) as { message?: string }
  return message === undefined
    ? invalidInput(415, 'Content-Type: send application/json', 'Content-Type')
    : invalidInput(400, 'The body is not JSON')
}
