import type { APIGatewayProxyEvent } from 'aws-lambda'
import { callerOf, type TokenCaller } from '../../../infra/auth/authorizer-context.ts'
import { logRefusal } from '../../../infra/auth/log-refusal.ts'
import { logRejection } from '../../../infra/auth/log-rejection.ts'
import {
  correlationId,
  headerValues,
  isCompressed,
  lowerCaseHeaders,
  mediaType,
  plainRecord,
} from '../../../infra/http/headers.ts'
import { shorten } from '../../../infra/observability/shorten.ts'
import { isTraceparent } from '../../../infra/observability/trace.ts'
import type { GraphQLContext } from './context.ts'
import { contractError, invalidInput, RequestError } from './contract-error.ts'

/** Headers that decide who asks for what. A request with two values of one of them has no clear meaning. */
const singleHeaders = ['Authorization', 'X-Tenant-ID', 'Idempotency-Key', 'Content-Type']

/**
 * The event with its header names in lower case, because HTTP ignores their case. `headers` has all different
 * values of a header in one text, `multiValueHeaders` has each.
 */
export const withLowerCaseHeaders = (event: APIGatewayProxyEvent): APIGatewayProxyEvent => {
  const values = headerValues(event)
  const headers = lowerCaseHeaders(values)
  const contentType = headers['content-type']
  if (contentType !== undefined) headers['content-type'] = withLowerCaseType(contentType)
  return {
    ...event,
    headers,
    multiValueHeaders: plainRecord([...values].map(([name, list]) => [name, [...list]])),
  }
}

/** The parser of the body compares the type with its case, and accepts no space before a parameter. */
const withLowerCaseType = (contentType: string): string => {
  const [, ...parameters] = contentType.split(';')
  return [mediaType(contentType), ...parameters.filter((parameter) => parameter.trim() !== '')].join(';')
}

/**
 * The context of a request, from its headers and from the context that the authorizer returned.
 * @throws RequestError when there is no such context (401), a header has two different values (400), or the
 * header X-Tenant-ID names another tenant (403 or 200, by the media type)
 */
export const contextOf = (event: APIGatewayProxyEvent): GraphQLContext => {
  const { headers, requestContext } = event
  const { tenantId, actor, permissions } = requireCaller(event)
  rejectRepeatedHeaders(event)
  rejectOtherTenant(headers['x-tenant-id'], { tenantId, actor })
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

const rejectOtherTenant = (
  header: string | undefined,
  { tenantId, actor }: Pick<TokenCaller, 'tenantId' | 'actor'>,
): void => {
  if (header === undefined || header === tenantId) return
  const permission = `a token of the tenant ${shorten(header, 60)}`
  logRefusal({ tenantId, actor, operation: 'X-Tenant-ID', permission })
  throw new RequestError(
    403,
    contractError({
      code: 'TENANT_MISMATCH',
      message: `X-Tenant-ID: the token is for ${tenantId || 'no tenant'}`,
      path: 'X-Tenant-ID',
    }),
    { wellFormed: true },
  )
}

const rejectRepeatedHeaders = ({ multiValueHeaders }: APIGatewayProxyEvent): void => {
  const repeated = singleHeaders.find((name) => (multiValueHeaders[name.toLowerCase()]?.length ?? 0) > 1)
  if (repeated !== undefined)
    throw new RequestError(
      400,
      invalidInput(`${repeated}: send one value, not several different ones`, repeated),
    )
}

const requireCaller = ({ requestContext }: APIGatewayProxyEvent): TokenCaller => {
  const caller = callerOf(requestContext.authorizer)
  if (caller !== undefined) return caller
  // The authorizer accepted the token up to a minute ago, so it has not logged this.
  if (requestContext.authorizer) logRejection('Token rejected', 'expired')
  throw new RequestError(
    401,
    contractError({
      code: 'UNAUTHENTICATED',
      message: 'Send a valid token in the header Authorization: Bearer <token>',
    }),
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
  if (httpMethod !== 'POST') throw new RequestError(405, invalidInput('Send the query by POST, as JSON'))
}

/** An invoice of 256 kB fits, also when each of its characters is an escape of six. */
const maxBodyCharacters = 1_000_000

/**
 * Rejects a body that is longer than any useful request, before it is read as JSON.
 * @throws RequestError when the body is too long (413)
 */
export const rejectLongBody = ({ body }: APIGatewayProxyEvent): void => {
  if ((body?.length ?? 0) > maxBodyCharacters)
    throw new RequestError(413, invalidInput(`The body has more than ${maxBodyCharacters} characters`))
}

/**
 * Accepts plain bodies only. API Gateway does not decompress a body and damages its bytes before a function
 * sees them, so no function could read it.
 * @throws RequestError when the body is compressed (415)
 */
export const rejectCompression = ({ headers }: APIGatewayProxyEvent): void => {
  const coding = headers['content-encoding']
  if (isCompressed(coding))
    throw new RequestError(
      415,
      invalidInput(`Content-Encoding: send the body uncompressed, not as ${coding}`, 'Content-Encoding'),
    )
}
