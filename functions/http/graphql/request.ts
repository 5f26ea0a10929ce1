import type { APIGatewayProxyEvent } from 'aws-lambda'
import { correlationHeader, safeCorrelationId } from '../../../infra/observability/correlation-id.ts'
import { isTraceparent } from '../../../infra/observability/traceparent.ts'
import type { GraphQLContext } from './context.ts'
import { contractError, invalidInput, RequestError } from './contract-error.ts'

/** The event with its header names in lower case, because HTTP ignores their case. */
export const withLowerCaseHeaders = (event: APIGatewayProxyEvent): APIGatewayProxyEvent => ({
  ...event,
  headers: Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  ),
})

/** The caller's correlation id if it is safe, else the gateway's id of the request. */
export const correlationId = ({ headers, requestContext }: APIGatewayProxyEvent): string =>
  safeCorrelationId(headers[correlationHeader.toLowerCase()]) ?? requestContext.requestId

/**
 * The context of a request, from its headers and from the context that the authorizer returned.
 * @throws RequestError when there is no such context (401), or the header X-Tenant-ID names another tenant
 * (403)
 */
export const contextOf = (event: APIGatewayProxyEvent): GraphQLContext => {
  const { headers, requestContext } = event
  const { tenantId, actor, permissions } = callerOf(event)
  const tenantHeader = headers['x-tenant-id']
  if (tenantHeader !== undefined && tenantHeader !== tenantId)
    throw new RequestError(
      403,
      contractError({
        code: 'TENANT_MISMATCH',
        message: `X-Tenant-ID: the token is for ${tenantId || 'no tenant'}`,
        path: 'X-Tenant-ID',
      }),
    )
  const { traceparent } = headers
  return {
    call: {
      tenantId,
      actor,
      permissions,
      correlationId: correlationId(event),
      causationId: requestContext.requestId,
      traceparent: isTraceparent(traceparent) ? traceparent : undefined,
    },
    idempotencyKey: headers['idempotency-key'],
  }
}

type Caller = Pick<GraphQLContext['call'], 'tenantId' | 'actor' | 'permissions'>

const callerOf = ({ requestContext }: APIGatewayProxyEvent): Caller => {
  const { userId, tenantId, role, permissions } = requestContext.authorizer ?? {}
  if ([userId, tenantId, role, permissions].some((value) => typeof value !== 'string'))
    throw new RequestError(
      401,
      contractError({
        code: 'UNAUTHENTICATED',
        message: 'Send a valid token in the header Authorization: Bearer <token>',
      }),
    )
  return {
    tenantId,
    actor: { id: userId, role },
    permissions: permissions === '' ? [] : permissions.split(' '),
  }
}

/**
 * Rejects a list of operations, because each needs its own idempotency key, response and timeout.
 * @throws RequestError when the body is a list (400)
 */
export const rejectBatch = (body: unknown): void => {
  if (Array.isArray(body))
    throw new RequestError(400, invalidInput('Send one operation as a JSON object, not a list of operations'))
}

/**
 * Accepts queries by POST only, because more logs and histories keep a URL than a body.
 * @throws RequestError when the method is not POST (405)
 */
export const requirePost = ({ httpMethod }: APIGatewayProxyEvent): void => {
  if (httpMethod !== 'POST') throw new RequestError(405, invalidInput('Send the query by POST, as JSON'))
}
