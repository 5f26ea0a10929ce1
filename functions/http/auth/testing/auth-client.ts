import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest } from '@jest/globals'
import type { APIGatewayProxyEvent, Context } from 'aws-lambda'
import { signRefreshToken } from '../../../../infra/auth/refresh-token.ts'
import { type InterceptedLog, interceptLog } from '../../../../infra/observability/testing/intercepted-log.ts'
import { connect } from '../../../../infra/postgres/connect.ts'
import { createFamily } from '../../../../infra/postgres/token-families.ts'
import { databaseVariables } from '../../../../infra/run/local/postgres/database-variables.ts'
import { type TestDatabase, testDatabase } from '../../../../infra/run/local/postgres/test-database.ts'
import { handler } from '../handler.ts'

export const accessSecret = '0123456789abcdef'.repeat(4)
export const refreshSecret = 'fedcba9876543210'.repeat(4)
export const karim = { userId: 'u-1', tenantId: 'acme', role: 'accountant' } as const
export const nowSeconds = () => Math.floor(Date.now() / 1000)

const before = { ...process.env }
let database: TestDatabase
let log: InterceptedLog

/** Gives the tests of a file a database of their own. No test may write a token to the log. */
export const useDatabase = (): void => {
  // The hook starts a server, which takes long on a busy machine.
  jest.setTimeout(60_000)
  beforeAll(async () => {
    database = await testDatabase()
  })
  beforeEach(() => {
    process.env = {
      ...before,
      ...databaseVariables(database),
      LOG_LEVEL: 'debug',
      JWT_ACCESS_SECRET: accessSecret,
      JWT_REFRESH_SECRET: refreshSecret,
    }
    log = interceptLog()
  })
  afterEach(() => {
    expect(log.text()).not.toMatch(/[\w-]{20,}\.[\w-]{20,}/)
    jest.restoreAllMocks()
    process.env = { ...before }
  })
  afterAll(() => database.drop())
}

/** The lines that the running test has logged. */
export const logged = () => log.lines()

/** Logs in: creates a family and returns its first token. */
export const logIn = async ({ ageSeconds = 0, lifetimeSeconds = 3600 } = {}): Promise<string> => {
  const issuedAt = nowSeconds() - ageSeconds
  const family = { id: randomUUID(), expiresAt: issuedAt + lifetimeSeconds }
  await createFamily(connect(database.auth), { ...family, ...karim })
  const token = { identity: karim, familyId: family.id, generation: 1, expiresAt: family.expiresAt }
  return signRefreshToken(token, refreshSecret, issuedAt)
}

export type Sent = { headers?: Record<string, string>; body?: string | null }

export const post = async (path: string, { headers = {}, body = null }: Sent) => {
  const event = {
    httpMethod: 'POST',
    path,
    // The path as the manifest has it.
    resource: path.replace(/\/$/, ''),
    headers: { 'Content-Type': 'application/json', ...headers },
    multiValueHeaders: null,
    body,
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', authorizer: null },
  } as unknown as APIGatewayProxyEvent
  const result = await handler(event, {} as Context)
  const parsed = result.body === '' ? {} : JSON.parse(result.body)
  return { status: result.statusCode, headers: result.headers ?? {}, ...parsed }
}

export const send = (path: string, refreshToken: unknown, headers = {}) =>
  post(path, { headers, body: JSON.stringify({ refreshToken }) })
export const refresh = (token: unknown, headers = {}) => send('/auth/refresh', token, headers)
export const revoke = (token: unknown) => send('/auth/revoke', token)

/** The response to a refresh token that is not valid. */
export const refused = (code: string) => ({
  status: 401,
  errors: [
    {
      message: expect.stringMatching(/log in again$/),
      extensions: { code, path: 'refreshToken', params: {}, retryable: false, correlationId: 'request-1' },
    },
  ],
})
