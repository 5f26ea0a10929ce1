import type {
  APIGatewayAuthorizerResult,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda'
import { rolePermissions } from '../../../infra/auth/permissions.ts'
import { bearerToken, verifyToken } from '../../../infra/auth/token.ts'
import { settings } from '../../../infra/config/settings.ts'
import { log } from '../../../infra/observability/log.ts'

type AuthorizerEvent = APIGatewayTokenAuthorizerEvent | APIGatewayRequestAuthorizerEvent

/**
 * Who calls, by the token alone. API Gateway keeps the answer per token and applies it to every route and header, so it
 * allows the whole stage and says nothing that depends on more than the token. Throws 'Unauthorized', which the gateway
 * turns into 401.
 */
export const handler = async (event: AuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
  const { JWT_ACCESS_SECRET } = settings(['JWT_ACCESS_SECRET'])
  const verified = await verifyToken(bearerToken(authorization(event)), JWT_ACCESS_SECRET)
  if (!verified.ok) {
    log('info', 'Token refused', { reason: verified.reason })
    throw new Error('Unauthorized')
  }
  const { userId, tenantId, role } = verified.identity
  return {
    principalId: userId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: wholeStage(event.methodArn) }],
    },
    context: { tenantId, userId, role, permissions: rolePermissions[role].join(' ') },
  }
}

const authorization = (event: AuthorizerEvent): string | undefined => {
  if (event.type === 'TOKEN') return event.authorizationToken
  const headers = Object.entries(event.headers ?? {})
  return headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1]
}

/** `arn:aws:execute-api:region:account:api/stage/POST/graphql` -> `arn:aws:execute-api:region:account:api/stage/*` */
const wholeStage = (methodArn: string): string => `${methodArn.split('/').slice(0, 2).join('/')}/*`
