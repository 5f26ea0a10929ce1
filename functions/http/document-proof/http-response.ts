import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { correlationId } from '../../../infra/http/headers.ts'
import { responseHeaders } from '../../../infra/http/response-headers.ts'
import { unexpectedFailure } from '../../../infra/lambda/failure.ts'
import { log } from '../../../infra/observability/log.ts'
import { errorCode } from '../../../infra/process/error-code.ts'

type Content = Readonly<{ type: string; body: string; headers?: Readonly<Record<string, string>> }>

export const response = (
  event: APIGatewayProxyEvent,
  statusCode: number,
  { type, body, headers = {} }: Content,
): APIGatewayProxyResult => ({
  statusCode,
  headers: { ...responseHeaders(event, `${type}; charset=utf-8`, {}), ...headers },
  body,
})

type Fault = { code: string; message: string; retryable?: boolean }

/** A response in the shape of every error. */
const errorResponse = (event: APIGatewayProxyEvent, status: number, fault: Fault): APIGatewayProxyResult => {
  const { code, message, retryable = false } = fault
  const extensions = { code, path: null, params: {}, retryable, correlationId: correlationId(event) }
  return response(event, status, {
    type: 'application/json',
    body: JSON.stringify({ errors: [{ message, extensions }] }),
  })
}

/** Where no key is configured the service proves no documents, as if the routes did not exist. */
export const notFound = (event: APIGatewayProxyEvent): APIGatewayProxyResult =>
  errorResponse(event, 404, { code: 'NOT_FOUND', message: 'This service signs no documents' })

/** The response to a request that failed. A secret that cannot be fetched may be there soon. */
export const failure = (event: APIGatewayProxyEvent, thrown: unknown): APIGatewayProxyResult => {
  if (errorCode(thrown) === 'SECRET_UNAVAILABLE') {
    log('warn', 'The key that signs documents is not available', { error: thrown })
    const message = 'The keys are not available now; try again'
    return errorResponse(event, 503, { code: 'STORE_UNAVAILABLE', message, retryable: true })
  }
  const stack = thrown instanceof Error ? thrown.stack : undefined
  log('error', 'Unexpected error', { error: thrown, stack })
  return errorResponse(event, 500, unexpectedFailure(correlationId(event)))
}
