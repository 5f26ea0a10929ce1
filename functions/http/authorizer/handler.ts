import type {
  APIGatewayAuthorizerResult,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda'
import { usageKey } from '../../../infra/api-gateway/usage-key.ts'
import { verifyAccessToken } from '../../../infra/auth/access-token.ts'
import { authorizerContext } from '../../../infra/auth/authorizer-context.ts'
import { logRejection } from '../../../infra/auth/log-rejection.ts'
import { bearerToken } from '../../../infra/auth/token.ts'
import { headerValues } from '../../../infra/http/headers.ts'
import { countShare, metered } from '../../../infra/lambda/metered.ts'

type AuthorizerEvent = APIGatewayTokenAuthorizerEvent | APIGatewayRequestAuthorizerEvent

/**
 * Returns the identity of the caller and the API key of its tenant, from the token alone. API Gateway caches
 * the result per token and uses it for every route and header, so the policy allows the whole stage and
 * nothing in the result depends on more than the token. The functions behind it compare the time at which
 * the token expires with the clock again.
 * @throws Error 'Unauthorized', which API Gateway turns into 401, when there is no valid token
 * @throws SecretUnavailable, which API Gateway turns into 500, when the signing secret cannot be fetched
 */
export const handler = metered('authorizer', async (event: AuthorizerEvent) => authorize(event))

const authorize = async (event: AuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
  const verified = await verifyAccessToken(bearerToken(authorization(event)))
  if (!verified.ok) {
    logRejection('Token rejected', verified.reason)
    countShare('')
    throw new Error('Unauthorized')
  }
  const { userId, tenantId } = verified.identity
  countShare(tenantId)
  const usageIdentifierKey = usageKey(tenantId)
  return {
    principalId: userId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: wholeStage(event.methodArn) }],
    },
    context: authorizerContext(verified.identity, verified.expiresAt),
    ...(usageIdentifierKey ? { usageIdentifierKey } : {}),
  }
}

/** Undefined when a request has two different values of the header: then it is not clear who calls. */
const authorization = (event: AuthorizerEvent): string | undefined => {
  if (event.type === 'TOKEN') return event.authorizationToken
  const values = headerValues(event).get('authorization') ?? []
  return values.length === 1 ? values[0] : undefined
}

/** `arn:aws:execute-api:...:api/stage/POST/graphql` -> `arn:aws:execute-api:...:api/stage/*` */
const wholeStage = (methodArn: string): string => `${methodArn.split('/').slice(0, 2).join('/')}/*`
