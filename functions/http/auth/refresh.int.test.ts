import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { decodeJwt } from 'jose'
import { verifyAccessToken } from '../../../infra/auth/access-token.ts'
import { signRefreshToken } from '../../../infra/auth/refresh-token.ts'
import { signToken } from '../../../infra/auth/token.ts'
import { securityHeaders } from '../../../infra/http/security-headers.ts'
import {
  accessSecret,
  karim,
  logged,
  logIn,
  nowSeconds,
  refresh,
  refreshSecret,
  refused,
  revoke,
  useDatabase,
} from './testing/auth-client.ts'

useDatabase()

test('a refresh token gives an access token and its own successor, which nobody may keep', async () => {
  const first = await refresh(await logIn())
  expect(first).toEqual({
    status: 200,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      ...securityHeaders,
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
  expect(logged()).toMatchObject([
    {
      level: 'warn',
      message: 'Refresh token rejected',
      correlationId: 'request-1',
      context: { reason: 'reused', tenantId: 'acme', userId: 'u-1', generation: 1 },
    },
  ])
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

test('a login that is refreshed too often has to wait, and keeps its token', async () => {
  let [token, last] = ['', await refresh(await logIn())]
  for (; last.status === 200; last = await refresh(token)) token = last.refreshToken
  expect(last).toMatchObject({
    status: 429,
    headers: { 'Retry-After': '10', 'Access-Control-Expose-Headers': 'X-Correlation-ID,Retry-After' },
    errors: [{ extensions: { code: 'RATE_LIMITED', path: null, retryable: true } }],
  })
  expect(logged()).toContainEqual(
    expect.objectContaining({ context: expect.objectContaining({ reason: 'too often', tenantId: 'acme' }) }),
  )
  expect(await revoke(token)).toMatchObject({ status: 204 })
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
