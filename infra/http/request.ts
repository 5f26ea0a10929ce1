import type { APIGatewayProxyEvent } from 'aws-lambda'
import { callerOf, type TokenCaller } from '../auth/authorizer-context.ts'
import { logRefusal } from '../auth/log-refusal.ts'
import { logRejection } from '../auth/log-rejection.ts'
import { missingPermission, type Operation } from '../auth/permissions.ts'
import { shorten } from '../observability/shorten.ts'
import { forbidden, invalidInput, otherTenant, unauthenticated } from './http-error.ts'

/** The tenant of the token; undefined for a request without an authorizer. */
export const tenantOf = ({ requestContext }: APIGatewayProxyEvent): string | undefined =>
  requestContext.authorizer?.tenantId

/**
 * Returns whom the token of a request names.
 * @throws HttpError without a valid token (401)
 */
export const requireToken = ({ requestContext }: APIGatewayProxyEvent): TokenCaller => {
  const caller = callerOf(requestContext.authorizer)
  if (caller !== undefined) return caller
  // The authorizer accepted the token up to a minute ago, so it has not logged this.
  if (requestContext.authorizer) logRejection('Token rejected', 'expired')
  throw unauthenticated()
}

/** @throws HttpError when X-Tenant-ID names another tenant than the token (403) */
export const rejectOtherTenant = (
  { headers }: APIGatewayProxyEvent,
  { tenantId, actor }: TokenCaller,
): void => {
  const named = headers['x-tenant-id']
  if (named === undefined || named === tenantId) return
  const permission = `a token of the tenant ${shorten(named, 60)}`
  logRefusal({ tenantId, actor, operation: 'X-Tenant-ID', permission })
  throw otherTenant(tenantId)
}

/**
 * Returns who asks, if they may run the operation. `what` is the kind of thing that the route returns, such
 * as a document.
 * @throws HttpError without a valid token (401), and when its user may not run the operation or X-Tenant-ID
 * names another tenant (403)
 */
export const requireCaller = (
  event: APIGatewayProxyEvent,
  { what, operation }: { what: string; operation: Operation },
): TokenCaller => {
  const caller = requireToken(event)
  rejectOtherTenant(event, caller)
  const permission = missingPermission(operation, caller)
  if (permission === undefined) return caller
  logRefusal({ tenantId: caller.tenantId, actor: caller.actor, operation: what, permission })
  throw forbidden(what, { operation, permission })
}

type Query = Readonly<Record<string, readonly string[] | undefined>>

/**
 * Returns the values of each parameter in the address of the request.
 * @throws HttpError when there is one that is not among the known ones (400)
 */
export const requireKnownParameters = (event: APIGatewayProxyEvent, known: readonly string[]): Query => {
  const query = event.multiValueQueryStringParameters ?? {}
  const allowed = `${known.slice(0, -1).join(', ')} and ${known.at(-1)}`
  for (const name of Object.keys(query))
    if (!known.includes(name)) throw invalidInput(shorten(name, 60), `is not known; ${allowed} are`)
  return query
}

/**
 * Returns the choice that a parameter names. Without a value the first choice counts.
 * @throws HttpError when its value is none of them, or when it has several (400)
 */
export const oneOf = <Choice extends string>(
  name: string,
  choices: readonly [Choice, ...Choice[]],
  values: readonly string[] | undefined,
): Choice => {
  if (values === undefined) return choices[0]
  const chosen = choices.find((choice) => values.length === 1 && values[0] === choice)
  if (chosen === undefined) throw invalidInput(name, `give one of ${choices.join(', ')}`)
  return chosen
}
