import { AsyncLocalStorage } from 'node:async_hooks'
import { expect } from '@jest/globals'
import type { APIGatewayProxyEvent, Context } from 'aws-lambda'
import { type Role, rolePermissions } from '../../../../infra/auth/permissions.ts'
import type { Envelope } from '../../../../infra/lambda/envelope.ts'
import { provideHostRuntime } from '../../../../infra/lambda/runtime.ts'
import { handler } from '../handler.ts'
import { graphqlJson } from '../media-type.ts'
import type { ResponseError } from '../response-error.ts'

export type Invocation = { key: string; envelope: Envelope<Record<string, unknown>> }
type Functions = (invocation: Invocation) => unknown
type Variables = Record<string, string>

/**
 * Runs the handler with fake functions, which return what `functions` returns, and with these environment
 * variables. Every invocation is recorded.
 */
export const withFunctions = (functions: Functions, variables: Variables = {}) => {
  const invocations: Invocation[] = []
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({
    environment,
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
    send: (request: TestRequest) => inEnvironment(() => send(request)),
    sendEvent: (event: APIGatewayProxyEvent) => inEnvironment(() => handler(event, {} as Context)),
  }
}

/** Fake functions that all return the same invoice. */
export const withInvoice = (variables: Variables = {}) =>
  withFunctions(() => ({ ok: true, value: { id: 'i-1', revision: 0 } }), variables)

export type TestRequest = {
  query?: string
  variables?: unknown
  extensions?: unknown
  body?: string
  role?: Role | null
  tenantId?: string
  headers?: Record<string, string>
  multiValueHeaders?: Record<string, string[]>
  method?: string
  /** The parameters of the URL. */
  search?: Record<string, string>
}

export const eventOf = ({
  role = 'admin',
  tenantId = 'acme',
  headers = {},
  method = 'POST',
  search,
  query,
  variables,
  extensions,
  multiValueHeaders,
  body = JSON.stringify({ query, variables, extensions }),
}: TestRequest): APIGatewayProxyEvent => {
  const authorizer = role && {
    userId: 'u-1',
    principalId: 'u-1',
    tenantId: role === 'platform' ? '' : tenantId,
    role,
    permissions: rolePermissions[role].join(' '),
    expiresAt: String(Math.floor(Date.now() / 1000) + 60),
  }
  return {
    httpMethod: method,
    headers: { 'Content-Type': 'application/json', ...headers },
    multiValueHeaders: multiValueHeaders ?? null,
    body,
    isBase64Encoded: false,
    queryStringParameters: search ?? null,
    requestContext: { requestId: 'request-1', authorizer },
  } as unknown as APIGatewayProxyEvent
}

export type TestResponse = {
  status: number
  headers: Record<string, unknown>
  data?: Record<string, unknown> | null
  errors?: ResponseError[]
}

const send = async (request: TestRequest): Promise<TestResponse> => {
  const { statusCode, headers = {}, body } = await handler(eventOf(request), {} as Context)
  return { status: statusCode, headers, ...JSON.parse(body) }
}

/**
 * Sends a request that must be rejected with 400, or 415 for its media type, before any function is invoked,
 * and returns its errors. It accepts the media type in which every rejection has a status of its own.
 */
export const sendRejected = async (request: TestRequest, variables: Variables = {}) => {
  const { send, invocations } = withInvoice(variables)
  const headers = { Accept: graphqlJson, ...request.headers }
  const { status, data, errors = [] } = await send({ ...request, headers })
  expect({ invocations, data }).toEqual({ invocations: [], data: undefined })
  expect([400, 415]).toContain(status)
  expect(errors).not.toEqual([])
  for (const { extensions } of errors)
    expect(extensions).toMatchObject({ retryable: false, correlationId: 'request-1' })
  return errors.map(({ message, extensions: { code, path } }) => ({ code, path, message }))
}
