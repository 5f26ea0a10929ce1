import type { APIGatewayAuthorizerResult, APIGatewayProxyEvent } from 'aws-lambda'
import { headerValues } from '../../../http/headers.ts'
import { InvocationError } from '../../../lambda/invocation-error.ts'
import { createLineLimit } from '../../../observability/line-limit.ts'
import { log } from '../../../observability/log.ts'
import type { Lambda } from '../lambda.ts'
import type { Manifest } from '../manifest.ts'
import type { Authorizer } from '../manifest-schema.ts'
import { createAuthorizerCache } from './authorizer-cache.ts'
import type { ResponseType } from './gateway-response.ts'

export type AuthorizationResult =
  | { allowed: true; context: Record<string, string> }
  | { allowed: false; responseType: ResponseType }

/**
 * Creates the function that authorizes a request by its authorizer function. The result for a token is cached
 * for as long as the manifest says; an error is not cached.
 */
export const createAuthorization = (
  lambda: Pick<Lambda, 'invoke'>,
  { region, service, stage }: Manifest,
): ((authorizer: Authorizer, event: APIGatewayProxyEvent) => Promise<AuthorizationResult>) => {
  const stageArn = `arn:aws:execute-api:${region}:000000000000:${service}/${stage}`
  const cache = createAuthorizerCache()
  const limit = createLineLimit({ lines: 20, intervalMs: 60_000 })

  const callAuthorizer = async (
    authorizer: Authorizer,
    identity: string,
    request: unknown,
  ): Promise<APIGatewayAuthorizerResult> => {
    const kept = cache.find(authorizer, identity)
    if (kept !== undefined) return kept
    const result = await lambda.invoke(authorizer.name, request, 'RequestResponse')
    return cache.keep(authorizer, identity, result as APIGatewayAuthorizerResult)
  }

  return async (authorizer, event) => {
    const identity = identityOf(authorizer, event)
    if (identity === undefined || !matchesPattern(authorizer, identity)) return deny('UNAUTHORIZED')
    const methodArn = `${stageArn}/${event.httpMethod}${event.path}`
    const request =
      authorizer.type === 'token'
        ? { type: 'TOKEN', authorizationToken: identity, methodArn }
        : { ...event, type: 'REQUEST', methodArn }
    try {
      return evaluatePolicy(await callAuthorizer(authorizer, identity, request), methodArn)
    } catch (error) {
      if (error instanceof InvocationError && error.message.endsWith(': Unauthorized'))
        return deny('UNAUTHORIZED')
      const failedBefore = limit(authorizer.name)
      if (failedBefore !== undefined)
        log('error', 'The authorizer failed', { authorizer: authorizer.name, error, failedBefore })
      return deny('AUTHORIZER_FAILURE')
    }
  }
}

const deny = (responseType: ResponseType): AuthorizationResult => ({ allowed: false, responseType })

/**
 * Returns the value of the identity source, or several joined. Undefined when a value is missing: then API
 * Gateway rejects the request without calling the authorizer. Of a repeated header the last value counts, and
 * the function rejects two different ones.
 */
const identityOf = ({ identitySource }: Authorizer, event: APIGatewayProxyEvent): string | undefined => {
  const headers = headerValues(event)
  const values = identitySource.split(',').map((source) => {
    const [, part, name = ''] = /^method\.request\.(header|querystring)\.(.+)$/.exec(source.trim()) ?? []
    return part === 'header' ? headers.get(name.toLowerCase())?.at(-1) : event.queryStringParameters?.[name]
  })
  return values.every((value) => value) ? values.join('\n') : undefined
}

/** API Gateway compares the token with the pattern before it calls the function or looks into its cache. */
const matchesPattern = ({ type, identityPattern }: Authorizer, identity: string): boolean =>
  type !== 'token' || identityPattern === undefined || identityPattern.test(identity)

const evaluatePolicy = (result: APIGatewayAuthorizerResult, methodArn: string): AuthorizationResult => {
  const statements = result?.policyDocument?.Statement
  const context = Object.entries(result?.context ?? {})
  const hasNestedValue = context.some(([, value]) => value !== null && typeof value === 'object')
  if (!Array.isArray(statements) || !result.principalId || hasNestedValue)
    return deny('AUTHORIZER_CONFIGURATION_ERROR')
  const effects = statements
    .filter((statement) => appliesTo(statement, methodArn))
    .map(({ Effect }) => Effect)
  if (effects.includes('Deny') || !effects.includes('Allow')) return deny('ACCESS_DENIED')
  const strings = context.flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, String(value)]],
  )
  return { allowed: true, context: { ...Object.fromEntries(strings), principalId: result.principalId } }
}

const appliesTo = (statement: object, methodArn: string): boolean => {
  const { Action, Resource } = statement as { Action?: string | string[]; Resource?: string | string[] }
  return (
    [Action].flat().some((action) => matches(action, 'execute-api:Invoke')) &&
    [Resource].flat().some((arn) => matches(arn, methodArn))
  )
}

const matches = (pattern = '', value: string): boolean => {
  if (pattern === value || pattern === '*') return true
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(value)
}
