import { expect, test } from '@jest/globals'
import { logIn, post, refresh, type Sent, send, useDatabase } from './testing/auth-client.ts'

useDatabase()

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

test.each<[string, Sent, number, string | null]>([
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

test('a slash at the end of the path refreshes too, and does not end the login', async () => {
  const { status, refreshToken } = await send('/auth/refresh/', await logIn())
  expect(status).toBe(200)
  expect(await refresh(refreshToken)).toMatchObject({ status: 200 })
  expect(await send('/auth/revoke/', refreshToken)).toMatchObject({ status: 204 })
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
