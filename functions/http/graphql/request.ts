import type { APIGatewayProxyEvent } from 'aws-lambda'
import {
  correlationId,
  headerValues,
  plainRecord,
  withLowerCaseHeaders,
} from '../../../infra/http/headers.ts'
import { rejectOtherTenant, requireToken } from '../../../infra/http/request.ts'
import { isTraceparent } from '../../../infra/observability/trace.ts'
import type { GraphQLContext } from './context.ts'
import { invalidInput, RequestError } from './contract-error.ts'

/** Headers that decide who asks for what. A request with two values of one of them has no clear meaning. */
const singleHeaders = ['Authorization', 'X-Tenant-ID', 'Idempotency-Key', 'Content-Type']

/** `headers` has all different values of a header in one text, `multiValueHeaders` has each. */
export const withAllHeaders = (event: APIGatewayProxyEvent): APIGatewayProxyEvent => ({
  ...withLowerCaseHeaders(event),
  multiValueHeaders: plainRecord([...headerValues(event)].map(([name, list]) => [name, [...list]])),
})

/**
 * The context of a request, from its headers and from the context that the authorizer returned.
 * @throws HttpError without a valid token (401), and when X-Tenant-ID names another tenant (403 or 200, by
 * the media type)
 * @throws RequestError when a header has two different values (400)
 */
export const contextOf = (event: APIGatewayProxyEvent): GraphQLContext => {
  const { headers, requestContext } = event
  const caller = requireToken(event)
  rejectRepeatedHeaders(event)
  rejectOtherTenant(event, caller)
  const { tenantId, actor, permissions } = caller
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

const rejectRepeatedHeaders = ({ multiValueHeaders }: APIGatewayProxyEvent): void => {
  const repeated = singleHeaders.find((name) => (multiValueHeaders[name.toLowerCase()]?.length ?? 0) > 1)
  if (repeated !== undefined)
    throw new RequestError(
      400,
      invalidInput(`${repeated}: send one value, not several different ones`, repeated),
    )
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
  if (httpMethod === 'POST') return
  throw new RequestError(405, invalidInput('Send the query by POST, as JSON'), { headers: { Allow: 'POST' } })
}

/** An invoice of 256 kB fits, also when each of its characters is an escape of six. */
export const maxBodyCharacters = 1_000_000
