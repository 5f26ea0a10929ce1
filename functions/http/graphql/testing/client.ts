import { AsyncLocalStorage } from 'node:async_hooks'
import type { APIGatewayProxyEvent, Context } from 'aws-lambda'
import { type Role, rolePermissions } from '../../../../infra/auth/permissions.ts'
import type { Envelope } from '../../../../infra/lambda/envelope.ts'
import { provideHostRuntime } from '../../../../infra/lambda/runtime.ts'
import { handler } from '../handler.ts'
import type { ShownError } from '../shown.ts'

export type Invocation = { key: string; envelope: Envelope<Record<string, unknown>> }
type Functions = (invocation: Invocation) => unknown

/** Stands in for the functions behind the door: records every invocation and answers as told. */
export const withFunctions = (functions: Functions, variables: Record<string, string> = {}) => {
  const invocations: Invocation[] = []
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({
    environment,
    publish: async () => {},
    invoke: async (key, envelope) => {
      const invocation = { key, envelope: JSON.parse(JSON.stringify(envelope)) }
      invocations.push(invocation)
      return JSON.parse(JSON.stringify(await functions(invocation)))
    },
  })
  const inEnvironment = <T>(work: () => T): T =>
    environment.run({ NODE_ENV: 'development', LOG_LEVEL: 'silent', ...variables }, work)
  return {
    invocations,
    ask: (asked: Asked) => inEnvironment(() => ask(asked)),
    raw: (event: APIGatewayProxyEvent) => inEnvironment(() => send(event)),
  }
}

export type Asked = {
  query?: string
  variables?: unknown
  body?: string
  role?: Role | null
  tenantId?: string
  headers?: Record<string, string>
  method?: string
}

export const eventOf = ({
  role = 'admin',
  tenantId = 'acme',
  headers = {},
  method = 'POST',
  ...asked
}: Asked): APIGatewayProxyEvent => {
  const tenant = role === 'platform' ? '' : tenantId
  const context = role && {
    userId: 'u-1',
    principalId: 'u-1',
    tenantId: tenant,
    role,
    permissions: rolePermissions[role].join(' '),
  }
  return {
    httpMethod: method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: asked.body ?? JSON.stringify({ query: asked.query, variables: asked.variables }),
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', authorizer: context },
  } as unknown as APIGatewayProxyEvent
}

export type Answered = {
  status: number
  headers: Record<string, unknown>
  data?: Record<string, unknown> | null
  errors?: ShownError[]
}

const send = (event: APIGatewayProxyEvent) => handler(event, {} as Context)

const ask = async (asked: Asked): Promise<Answered> => {
  const { statusCode, headers = {}, body } = await send(eventOf(asked))
  return { status: statusCode, headers, ...JSON.parse(body) }
}
