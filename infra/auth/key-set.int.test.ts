import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { exportJWK, exportSPKI, UnsecuredJWT } from 'jose'
import { verifyAccessToken } from './access-token.ts'
import { startIssuer, type TestIssuer, tokenOf } from './testing/issuer.ts'

const before = { ...process.env }
let issuer: TestIssuer
beforeEach(async () => {
  issuer = await startIssuer()
  process.env = {
    ...before,
    LOG_LEVEL: 'silent',
    JWT_JWKS_URL: issuer.url,
    JWT_ISSUER: 'https://login.example',
    JWT_AUDIENCE: 'finance',
  }
})
afterEach(async () => {
  jest.restoreAllMocks()
  process.env = { ...before }
  await issuer.close()
})

/** Moves the clock of this process, not its timers. */
const passTime = (ms: number) => {
  const now = Date.now()
  jest.spyOn(Date, 'now').mockImplementation(() => now + ms)
}

const outcome = async (token: string | undefined): Promise<string> => {
  const verified = await verifyAccessToken(token)
  return verified.ok ? 'accepted' : verified.reason
}

test.each(['RS256', 'ES256', 'EdDSA'])('a token that a key of the issuer has signed with %s', async (alg) => {
  const { privateKey } = await issuer.publish('k-1', alg)
  expect(await verifyAccessToken(await tokenOf(privateKey, { alg, kid: 'k-1' }))).toMatchObject({
    ok: true,
    identity: { userId: 'u-1', tenantId: 'acme', role: 'admin' },
  })
  expect(await outcome(await tokenOf(privateKey, { alg }))).toBe('accepted')
  expect(issuer.requests()).toBe(1)
})

test.each([
  [{ iss: 'https://evil.example' }, 'of another issuer'],
  [{ aud: 'warehouse' }, 'for another audience'],
  [{ exp: 1 }, 'expired'],
  [{ typ: 'ID' }, 'of another type'],
])('a token of the issuer with %j is %s', async (claims, reason) => {
  const { privateKey } = await issuer.publish('k-1', 'ES256')
  expect(await outcome(await tokenOf(privateKey, { alg: 'ES256', kid: 'k-1' }, claims))).toBe(reason)
})

test('no secret signs a token: neither the configured one nor the text of a public key', async () => {
  const secret = '0123456789abcdef'.repeat(4)
  process.env.JWT_ACCESS_SECRET = secret
  const { publicKey } = await issuer.publish('k-1', 'RS256')
  const pem = await exportSPKI(publicKey)
  const { n = '' } = await exportJWK(publicKey)
  for (const text of [secret, pem, pem.trim(), n, JSON.stringify(await exportJWK(publicKey))])
    for (const kid of ['k-1', undefined]) {
      const header = { alg: 'HS256', ...(kid ? { kid } : {}) }
      expect(await outcome(await tokenOf(new TextEncoder().encode(text), header))).toBe(
        'of another algorithm',
      )
    }
  const claims = { sub: 'u-1', tenantId: 'acme', role: 'admin', iat: 1, exp: 4_000_000_000 }
  expect(await outcome(new UnsecuredJWT(claims).encode())).toBe('of another algorithm')
})

test.each(['PS256', 'RS512', 'ES384'])('the algorithm %s is refused, also of a known key', async (alg) => {
  const { privateKey } = await issuer.publish('k-1', alg)
  expect(await outcome(await tokenOf(privateKey, { alg, kid: 'k-1' }))).toBe('of another algorithm')
})

test('a secret in the key set signs no token', async () => {
  const k = Buffer.alloc(32, 7)
  await issuer.publish('k-1', 'ES256')
  issuer.replyWith({
    body: JSON.stringify({ keys: [{ kty: 'oct', kid: 'k-2', alg: 'HS256', k: k.toString('base64url') }] }),
  })
  expect(await outcome(await tokenOf(k, { alg: 'HS256', kid: 'k-2' }))).toBe('of another algorithm')
})

test.each([
  '../../../../dev/null',
  '/etc/passwd\0',
  "k-1' or '1'='1",
  'https://evil.example/jwks',
  '',
  'K-1',
])('the key id %j is no key of the issuer, and no address is asked for it', async (kid) => {
  const { privateKey } = await issuer.publish('k-1', 'ES256')
  const header = { alg: 'ES256', kid, jku: 'https://evil.example/jwks', x5u: 'file:///etc/passwd' }
  expect(await outcome(await tokenOf(privateKey, header))).toBe('of an unknown key')
})

test('a key in the header of a token is not used', async () => {
  const { privateKey } = await issuer.publish('k-1', 'ES256')
  issuer.withdraw('k-1')
  const { publicKey } = await issuer.publish('k-2', 'ES256')
  const jwk = await exportJWK(publicKey)
  expect(await outcome(await tokenOf(privateKey, { alg: 'ES256', kid: 'k-2', jwk }))).toBe(
    'signed with another key',
  )
})

test('a new key is known at its first token, and a thousand unknown ones cause one fetch', async () => {
  await issuer.publish('k-1', 'ES256')
  const second = await issuer.publish('k-2', 'ES256')
  issuer.withdraw('k-2')
  const junk = await tokenOf(second.privateKey, { alg: 'ES256', kid: 'junk' })
  expect(await outcome(junk)).toBe('of an unknown key')
  const asked = issuer.requests()
  for (let count = 0; count < 1_000; count++) await verifyAccessToken(junk)
  expect(issuer.requests()).toBe(asked)
  passTime(30_000)
  const third = await issuer.publish('k-3', 'ES256')
  expect(await outcome(await tokenOf(third.privateKey, { alg: 'ES256', kid: 'k-3' }))).toBe('accepted')
  expect(issuer.requests()).toBe(asked + 1)
})

test('a key that the issuer has withdrawn is unknown after ten minutes', async () => {
  const { privateKey } = await issuer.publish('k-1', 'ES256')
  await issuer.publish('k-2', 'ES256')
  const token = await tokenOf(privateKey, { alg: 'ES256', kid: 'k-1' }, { exp: Date.now() / 1000 + 3_000 })
  expect(await outcome(token)).toBe('accepted')
  issuer.withdraw('k-1')
  expect(await outcome(token)).toBe('accepted')
  passTime(10 * 60_000)
  expect(await outcome(token)).toBe('of an unknown key')
})

test('while the issuer is down its last keys are used for an hour, and it is asked every 5 s', async () => {
  const { privateKey } = await issuer.publish('k-1', 'ES256')
  const token = await tokenOf(privateKey, { alg: 'ES256', kid: 'k-1' }, { exp: Date.now() / 1000 + 9_000 })
  expect(await outcome(token)).toBe('accepted')
  issuer.replyWith({ status: 503 })
  passTime(50 * 60_000)
  const asked = issuer.requests()
  for (let count = 0; count < 100; count++) expect(await outcome(token)).toBe('accepted')
  expect(issuer.requests()).toBe(asked + 1)
  passTime(11 * 60_000)
  await expect(verifyAccessToken(token)).rejects.toMatchObject({ code: 'KEY_SET_UNAVAILABLE' })
})

test.each([
  ['is larger than 131072 bytes', { body: JSON.stringify({ keys: [], more: 'x'.repeat(200_000) }) }],
  ['needs 1 to 50 keys', { body: JSON.stringify({ keys: Array(51).fill({ kty: 'EC' }) }) }],
  ['needs 1 to 50 keys', { body: '{"keys":[]}' }],
  ['needs 1 to 50 keys', { body: 'null' }],
  ['could not be fetched (SyntaxError)', { body: '<html>' }],
  ['could not be fetched (TypeError)', { status: 302, headers: { location: 'https://evil.example/' } }],
  ['has the status 404', { status: 404 }],
])('a key set that %s is not used, and is not in the message', async (message, reply) => {
  const { privateKey } = await issuer.publish('k-1', 'ES256')
  const token = await tokenOf(privateKey, { alg: 'ES256', kid: 'k-1' })
  issuer.replyWith(reply)
  await expect(verifyAccessToken(token)).rejects.toThrow(`The key set that JWT_JWKS_URL names ${message}`)
})

test('an issuer that cannot be reached is named by the reason', async () => {
  const { privateKey } = await issuer.publish('k-1', 'ES256')
  const token = await tokenOf(privateKey, { alg: 'ES256', kid: 'k-1' })
  await issuer.close()
  await expect(verifyAccessToken(token)).rejects.toThrow('could not be fetched (ECONNREFUSED)')
})

test('an issuer that does not respond is given up after three seconds', async () => {
  const { privateKey } = await issuer.publish('k-1', 'ES256')
  const token = await tokenOf(privateKey, { alg: 'ES256', kid: 'k-1' })
  issuer.replyWith('nothing')
  await expect(verifyAccessToken(token)).rejects.toThrow('could not be fetched (TimeoutError)')
})

test('what is no token causes no fetch', async () => {
  for (const token of [undefined, 'a.b.c', '.'.repeat(9_000)]) await verifyAccessToken(token)
  expect(issuer.requests()).toBe(0)
})

test.each(['JWT_ISSUER', 'JWT_AUDIENCE'])('without %s no token is verified', async (name) => {
  process.env[name] = ''
  await expect(verifyAccessToken('a.b.c')).rejects.toThrow(`${name} is not set (JWT_JWKS_URL needs it`)
})
