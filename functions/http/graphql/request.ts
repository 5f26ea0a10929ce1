import type { APIGatewayProxyEvent } from 'aws-lambda'
import { correlationHeader, safeCorrelationId } from '../../../infra/observability/correlation-id.ts'
import type { Door } from './door.ts'
import { RequestRefused, refusal } from './refusal.ts'

const w3c = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

/** The event with the names of its headers in small letters, as HTTP means them. */
export const withPlainHeaders = (event: APIGatewayProxyEvent): APIGatewayProxyEvent => ({
  ...event,
  headers: Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  ),
})

/** The caller's own id where it is safe to log and send back, else the gateway's id of the request. */
export const correlationId = ({ headers, requestContext }: APIGatewayProxyEvent): string =>
  safeCorrelationId(headers[correlationHeader.toLowerCase()]) ?? requestContext.requestId

/** Who asks, by what the authorizer said; refuses a request without it, and one that names another tenant. */
export const doorOf = (event: APIGatewayProxyEvent): Door => {
  const { headers, requestContext } = event
  const { userId, tenantId, role, permissions } = requestContext.authorizer ?? {}
  if (
    typeof userId !== 'string' ||
    typeof role !== 'string' ||
    typeof tenantId !== 'string' ||
    typeof permissions !== 'string'
  )
    throw new RequestRefused(
      401,
      refusal({
        code: 'UNAUTHENTICATED',
        message: 'Send a valid token in the header Authorization: Bearer <token>',
      }),
    )
  const named = headers['x-tenant-id']
  if (named !== undefined && named !== tenantId)
    throw new RequestRefused(
      403,
      refusal({
        code: 'TENANT_MISMATCH',
        message: `X-Tenant-ID: the token is for ${tenantId || 'no tenant'}`,
        path: 'X-Tenant-ID',
      }),
    )
  const traceparent = headers.traceparent
  return {
    call: {
      tenantId,
      actor: { id: userId, role },
      permissions: permissions === '' ? [] : permissions.split(' '),
      correlationId: correlationId(event),
      causationId: requestContext.requestId,
      traceparent: traceparent !== undefined && w3c.test(traceparent) ? traceparent : undefined,
    },
    idempotencyKey: headers['idempotency-key'],
  }
}

/** One key, one answer and one time for each operation. */
export const refuseBatch = (body: unknown): void => {
  if (!Array.isArray(body)) return
  throw new RequestRefused(
    400,
    refusal({
      code: 'INVALID_INPUT',
      message: 'Send one operation as a JSON object; lists of them are not taken',
    }),
  )
}

/** Queries come by POST only: an address is kept in more logs and histories than a body is. */
export const refuseGet = ({ httpMethod }: APIGatewayProxyEvent): void => {
  if (httpMethod !== 'POST')
    throw new RequestRefused(
      405,
      refusal({ code: 'INVALID_INPUT', message: 'Send the query by POST, as JSON' }),
    )
}
