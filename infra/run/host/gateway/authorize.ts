import type { APIGatewayAuthorizerResult, APIGatewayProxyEvent } from 'aws-lambda'
import { InvocationError } from '../../../lambda/invocation-error.ts'
import { log } from '../../../observability/log.ts'
import type { Lambda } from '../lambda.ts'
import type { Manifest } from '../manifest.ts'
import type { Authorizer } from '../manifest-schema.ts'

export type AuthorizerContext = Record<string, string>

/** Names of gateway responses; each is answered as the manifest says. */
export type Denial =
  | 'UNAUTHORIZED'
  | 'ACCESS_DENIED'
  | 'AUTHORIZER_FAILURE'
  | 'AUTHORIZER_CONFIGURATION_ERROR'

export type Authorization = { allowed: true; context: AuthorizerContext } | { allowed: false; denial: Denial }

type Remembered = { result: APIGatewayAuthorizerResult; until: number }

const remembered = 10_000

/** Calls authorizer functions and remembers what they said about a token for as long as the manifest allows. */
export const authorization = (lambda: Pick<Lambda, 'invoke'>, { region, service, stage }: Manifest) => {
  const cache = new Map<string, Remembered>()

  const resultFor = async (
    authorizer: Authorizer,
    identity: string,
    request: unknown,
  ): Promise<APIGatewayAuthorizerResult> => {
    const key = `${authorizer.name}\n${identity}`
    const known = cache.get(key)
    if (known && known.until > performance.now()) return known.result
    const result = (await lambda.invoke(
      authorizer.name,
      request,
      'RequestResponse',
    )) as APIGatewayAuthorizerResult
    cache.delete(key)
    if (authorizer.ttlSeconds > 0)
      cache.set(key, { result, until: performance.now() + authorizer.ttlSeconds * 1000 })
    if (cache.size > remembered) cache.delete(cache.keys().next().value ?? '')
    return result
  }

  return async (authorizer: Authorizer, event: APIGatewayProxyEvent): Promise<Authorization> => {
    const identity = identityOf(authorizer, event)
    if (identity === undefined) return { allowed: false, denial: 'UNAUTHORIZED' }
    const methodArn = `arn:aws:execute-api:${region}:000000000000:${service}/${stage}/${event.httpMethod}${event.path}`
    const request =
      authorizer.type === 'token'
        ? { type: 'TOKEN', authorizationToken: identity, methodArn }
        : { ...event, type: 'REQUEST', methodArn }
    try {
      return judged(await resultFor(authorizer, identity, request), methodArn)
    } catch (error) {
      if (error instanceof InvocationError && error.message.endsWith(': Unauthorized'))
        return { allowed: false, denial: 'UNAUTHORIZED' }
      log('error', 'The authorizer failed', { authorizer: authorizer.name, error })
      return { allowed: false, denial: 'AUTHORIZER_FAILURE' }
    }
  }
}

/** The value of the identity source, several joined; undefined when one is missing, which API Gateway refuses unasked. */
const identityOf = ({ identitySource }: Authorizer, event: APIGatewayProxyEvent): string | undefined => {
  const values = identitySource.split(',').map((source) => {
    const [, place, name = ''] = /^method\.request\.(header|querystring)\.(.+)$/.exec(source.trim()) ?? []
    const values = place === 'header' ? event.headers : (event.queryStringParameters ?? {})
    return Object.entries(values).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  })
  return values.every((value) => value) ? values.join('\n') : undefined
}

const judged = (result: APIGatewayAuthorizerResult, methodArn: string): Authorization => {
  const statements = result?.policyDocument?.Statement
  const context = Object.entries(result?.context ?? {})
  if (
    !Array.isArray(statements) ||
    !result.principalId ||
    context.some(([, value]) => value !== null && typeof value === 'object')
  )
    return { allowed: false, denial: 'AUTHORIZER_CONFIGURATION_ERROR' }
  const effects = statements.filter((statement) => concerns(statement, methodArn)).map(({ Effect }) => Effect)
  if (effects.includes('Deny') || !effects.includes('Allow'))
    return { allowed: false, denial: 'ACCESS_DENIED' }
  const strings = context.flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, String(value)]],
  )
  return { allowed: true, context: { ...Object.fromEntries(strings), principalId: result.principalId } }
}

const concerns = (statement: object, methodArn: string): boolean => {
  const { Action, Resource } = statement as { Action?: string | string[]; Resource?: string | string[] }
  return (
    [Action].flat().some((action) => matches(action, 'execute-api:Invoke')) &&
    [Resource].flat().some((arn) => matches(arn, methodArn))
  )
}

const matches = (pattern: string | undefined, value: string): boolean =>
  new RegExp(
    `^${(pattern ?? '')
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(value)
