import middy from '@middy/core'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { errorResponse } from '../../../infra/http/error-response.ts'
import { correlationId, withLowerCaseHeaders } from '../../../infra/http/headers.ts'
import { unreadableBody } from '../../../infra/http/json-body.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import { withLogFields } from '../../../infra/observability/log.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import { tokenStoreUnavailable } from './auth-error.ts'
import { response } from './http-response.ts'
import { refresh, revoke } from './refresh.ts'
import { keyHashOf, refreshTokenIn, rejectEarly } from './request.ts'

const revokeRoute = '/auth/revoke'

/** Enough for the response to reach the client before Lambda stops the function. */
const timeLimit = {
  timeoutEarlyInMillis: 500,
  timeoutEarlyResponse: (): never => {
    throw tokenStoreUnavailable()
  },
}

const chain = middy<APIGatewayProxyEvent, APIGatewayProxyResult>(timeLimit)
  .before(({ event }) => rejectEarly(event))
  .use(httpJsonBodyParser())
  .onError((request) => {
    const thrown = unreadableBody(request.error, { isSecret: true }) ?? request.error
    request.response = errorResponse(request.event, thrown, tokenStoreUnavailable())
  })
  .handler(async (event: APIGatewayProxyEvent) => {
    const token = refreshTokenIn(event.body)
    // Not `path`: the gateway accepts /auth/refresh/ too, and a client that refreshes must not be logged out.
    if (event.resource !== revokeRoute) return response(event, 200, await refresh(token, keyHashOf(event)))
    await revoke(token)
    return response(event, 204)
  })

const run = (received: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
  const event = withLowerCaseHeaders(received)
  const fields = { correlationId: correlationId(event) }
  const attributes = { 'finance.correlation_id': fields.correlationId }
  return withLogFields(fields, () =>
    traceInvocation('auth', { attributes }, async (span) => {
      const result = await chain(event, context)
      span.setAttribute('http.response.status_code', result.statusCode)
      return result
    }),
  )
}

/**
 * `POST /auth/refresh` returns new tokens for a refresh token, and `POST /auth/revoke` ends its login. Both
 * are public: the token is in the body. With JWT_JWKS_URL both are 404.
 */
export const handler = metered('auth', run)
