import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import type { APIGatewayProxyEvent, Context } from 'aws-lambda'
import { decodeJwt } from 'jose'
import { verifyAccessToken } from '../../../infra/auth/access-token.ts'
import { signRefreshToken } from '../../../infra/auth/refresh-token.ts'
import { signToken } from '../../../infra/auth/token.ts'
import { connect } from '../../../infra/postgres/connect.ts'
import { createFamily } from '../../../infra/postgres/token-families.ts'
import { databaseVariables } from '../../../infra/run/local/postgres/database-variables.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { handler } from './handler.ts'

// The hook starts a server, which takes long on a busy machine.
jest.setTimeout(60_000)

const before = { ...process.env }
const accessSecret = '0123456789abcdef'.repeat(4)
const refreshSecret = 'fedcba9876543210'.repeat(4)
const karim = { userId: 'u-1', tenantId: 'acme', role: 'accountant' } as const
let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(() => {
  process.env = {
    ...before,
    ...databaseVariables(database),
    LOG_LEVEL: 'silent',
    JWT_ACCESS_SECRET: accessSecret,
    JWT_REFRESH_SECRET: refreshSecret,
  }
})
afterEach(() => {
  jest.restoreAllMocks()
  process.env = { ...before }
})
afterAll(() => database.drop())

const nowSeconds = () => Math.floor(Date.now() / 1000)

/** Logs in: creates a family and returns its first token. */
const logIn = async ({ secret = refreshSecret, ageSeconds = 0, lifetimeSeconds = 3600 } = {}) => {
  const issuedAt = nowSeconds() - ageSeconds
  const family = { id: randomUUID(), expiresAt: issuedAt + lifetimeSeconds }
  await createFamily(connect(database.auth), { ...family, ...karim })
  const token = { identity: karim, familyId: family.id, generation: 1, expiresAt: family.expiresAt }
  return signRefreshToken(token, secret, issuedAt)
}

type Options = { headers?: Record<string, string>; body?: string | null }

const post = async (path: string, { headers = {}, body = null }: Options) => {
  const event = {
    httpMethod: 'POST',
    path,
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
const send = (path: string, refreshToken: unknown, headers = {}) =>
  post(path, { headers, body: JSON.stringify({ refreshToken }) })
const refresh = (token: unknown, headers = {}) => send('/auth/refresh', token, headers)
const revoke = (token: unknown) => send('/auth/revoke', token)

const refused = (code: string) => ({
  status: 401,
  errors: [
    {
      message: expect.stringMatching(/log in again$/),
      extensions: { code, path: 'refreshToken', params: {}, retryable: false, correlationId: 'request-1' },
    },
  ],
})

test('a refresh token gives an access token and its own successor, which nobody may keep', async () => {
  const first = await refresh(await logIn())
  expect(first).toEqual({
    status: 200,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Correlation-ID': 'request-1',
    },
    accessToken: expect.any(String),
    refreshToken: expect.any(String),
    tokenType: 'Bearer',
    expiresIn: 900,
  })
  expect(await verifyAccessToken(first.accessToken)).toMatchObject({ ok: true, identity: karim })
  const { iat = 0, exp } = decodeJwt(first.accessToken)
  expect(exp).toBe(iat + 900)
  expect(await refresh(first.refreshToken)).toMatchObject({ status: 200 })
})

test('a refresh token that is used again ends its login', async () => {
  const token = await logIn()
  const { refreshToken } = await refresh(token)
  expect(await refresh(token)).toMatchObject(refused('TOKEN_REUSED'))
  expect(await refresh(refreshToken)).toMatchObject(refused('TOKEN_REVOKED'))
})

test('of ten requests with one token exactly one gets tokens', async () => {
  const token = await logIn()
  const responses = await Promise.all(Array.from({ length: 10 }, () => refresh(token)))
  expect(responses.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(401)])
})

test('a client whose response was lost gets the same tokens again with the same key', async () => {
  const token = await logIn()
  const { headers: _, ...first } = await refresh(token, { 'Idempotency-Key': 'attempt-1' })
  expect(await refresh(token, { 'idempotency-key': 'attempt-1' })).toMatchObject(first)
  expect(await refresh(first.refreshToken)).toMatchObject({ status: 200 })
})

test('a thief without the key ends the login', async () => {
  const token = await logIn()
  await refresh(token, { 'Idempotency-Key': 'attempt-1' })
  expect(await refresh(token, { 'Idempotency-Key': 'guess' })).toMatchObject(refused('TOKEN_REUSED'))
})

test('to revoke ends the login, also by an older token, and can be repeated', async () => {
  const token = await logIn()
  const { refreshToken } = await refresh(token)
  expect(await revoke(token)).toMatchObject({ status: 204, headers: { 'Cache-Control': 'no-store' } })
  expect(await revoke(refreshToken)).toMatchObject({ status: 204 })
  expect(await refresh(refreshToken)).toMatchObject(refused('TOKEN_REVOKED'))
})

test('the tokens of a family end together, however often they are refreshed', async () => {
  const token = await logIn({ lifetimeSeconds: 1200 })
  const { refreshToken } = await refresh(token)
  expect(decodeJwt(refreshToken).exp).toBe(decodeJwt(token).exp)
  expect(await refresh(await logIn({ ageSeconds: 3700 }))).toMatchObject(refused('UNAUTHENTICATED'))
  process.env.JWT_REFRESH_MAX_AGE_SECONDS = '600'
  expect(await refresh(refreshToken)).toMatchObject(refused('UNAUTHENTICATED'))
})

test('an access token is no refresh token, and a refresh token is no access token', async () => {
  const token = await logIn()
  for (const secret of [accessSecret, refreshSecret])
    expect(await refresh(await signToken(karim, secret))).toMatchObject(refused('UNAUTHENTICATED'))
  expect(await verifyAccessToken(token)).toEqual({ ok: false, reason: 'signed with another key' })
  // Even where both have one secret.
  process.env.JWT_ACCESS_SECRET = refreshSecret
  expect(await verifyAccessToken(token)).toEqual({ ok: false, reason: 'of another type' })
})

test.each(['abc', 'a.b.c', '.'.repeat(9_000), 'x'])('%.9s is no refresh token', async (text) => {
  expect(await refresh(text)).toMatchObject(refused('UNAUTHENTICATED'))
  expect(await revoke(text)).toMatchObject(refused('UNAUTHENTICATED'))
})

test('a token of a family that nobody has created is not valid', async () => {
  const token = { identity: karim, familyId: randomUUID(), generation: 1, expiresAt: nowSeconds() + 600 }
  expect(await refresh(await signRefreshToken(token, refreshSecret))).toMatchObject(
    refused('UNAUTHENTICATED'),
  )
})

test('refresh tokens name the issuer and the audience too', async () => {
  const withoutIssuer = await logIn()
  Object.assign(process.env, { JWT_ISSUER: 'https://finance.example', JWT_AUDIENCE: 'finance' })
  expect(await refresh(withoutIssuer)).toMatchObject(refused('UNAUTHENTICATED'))
  const { accessToken, refreshToken } = await refresh(await logIn())
  for (const token of [accessToken, refreshToken])
    expect(decodeJwt(token)).toMatchObject({ iss: 'https://finance.example', aud: 'finance' })
})

test('tokens of the secret before stay valid while it is replaced', async () => {
  const [old, next] = [refreshSecret, 'a-0123456789'.repeat(4)]
  const [one, two] = [await logIn(), await logIn()]
  Object.assign(process.env, { JWT_REFRESH_SECRET: next, JWT_REFRESH_SECRET_PREVIOUS: old })
  const { refreshToken } = await refresh(one)
  process.env.JWT_REFRESH_SECRET_PREVIOUS = ''
  expect(await refresh(refreshToken)).toMatchObject({ status: 200 })
  expect(await refresh(two)).toMatchObject(refused('UNAUTHENTICATED'))
})

test('with the key set of an issuer both routes are absent', async () => {
  const token = await logIn()
  Object.assign(process.env, {
    JWT_JWKS_URL: 'https://login.example/jwks',
    JWT_ISSUER: 'https://login.example',
    JWT_AUDIENCE: 'finance',
  })
  for (const path of ['/auth/refresh', '/auth/revoke'])
    expect(await send(path, token)).toMatchObject({
      status: 404,
      errors: [{ extensions: { code: 'NOT_FOUND' } }],
    })
})

test.each<[string, Options, number, string | null]>([
  ['no body', {}, 400, 'refreshToken'],
  ['a body that is not JSON', { body: '{"refreshToken":' }, 400, null],
  ['a list', { body: '[]' }, 400, 'refreshToken'],
  ['no token', { body: '{}' }, 400, 'refreshToken'],
  ['an empty token', { body: '{"refreshToken":""}' }, 400, 'refreshToken'],
  ['a token that is no text', { body: '{"refreshToken":{"$ne":1}}' }, 400, 'refreshToken'],
  ['another member', { body: '{"refreshToken":"a","more":1}' }, 400, 'refreshToken'],
  ['a long body', { body: JSON.stringify({ refreshToken: 'x'.repeat(10_000) }) }, 413, null],
  ['a form', { body: 'a=b', headers: { 'Content-Type': 'text/plain' } }, 415, 'Content-Type'],
  ['a compressed body', { body: 'x', headers: { 'Content-Encoding': 'gzip' } }, 415, 'Content-Encoding'],
])('a request with %s is invalid input', async (_, options, status, path) => {
  const response = await post('/auth/refresh', options)
  expect(response).toMatchObject({
    status,
    errors: [{ extensions: { code: 'INVALID_INPUT', path, correlationId: 'request-1' } }],
  })
})

test.each(['', 'k'.repeat(256)])('a key that is empty or too long is invalid input', async (key) => {
  expect(await refresh(await logIn(), { 'Idempotency-Key': key })).toMatchObject({
    status: 400,
    errors: [{ extensions: { path: 'Idempotency-Key' } }],
  })
})

test('while the database is down a refresh can be sent again, and the token stays valid', async () => {
  const token = await logIn()
  const { DATABASE_PORT } = process.env
  process.env.DATABASE_PORT = '1'
  expect(await refresh(token)).toMatchObject({
    status: 503,
    errors: [{ extensions: { code: 'STORE_UNAVAILABLE', retryable: true } }],
  })
  Object.assign(process.env, { DATABASE_PORT })
  expect(await refresh(token)).toMatchObject({ status: 200 })
})

test('no line of the log contains a token', async () => {
  process.env.LOG_LEVEL = 'debug'
  const token = await logIn()
  const written: string[] = []
  const { default: fs } = await import('node:fs')
  const write = fs.writeSync as (...args: unknown[]) => number
  jest.spyOn(fs, 'writeSync').mockImplementation(((...args: unknown[]) => {
    written.push(String(args[1]))
    return write(...args)
  }) as typeof fs.writeSync)
  await refresh(token)
  await refresh(token)
  await post('/auth/refresh', { body: `{"refreshToken":"${token}"` })
  expect(written.join('')).not.toContain(token.split('.')[2])
})
