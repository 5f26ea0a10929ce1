import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { CompactSign, exportSPKI, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from 'jose'
import { bearerToken, signToken, verifyToken } from './token.ts'

const secret = '0123456789abcdef'.repeat(4)
const karim = { userId: 'u-1', tenantId: 'acme', role: 'admin' } as const
const rules = { issuer: 'https://login.example', audience: 'finance', maxAgeSeconds: 3600 }

const now = Math.floor(Date.now() / 1000)
const claims = {
  sub: 'u-1',
  tenantId: 'acme',
  role: 'admin',
  iss: rules.issuer,
  aud: rules.audience,
  iat: now,
  exp: now + 600,
}
const bytes = (text: string) => new TextEncoder().encode(text)

const signed = (change: Record<string, unknown> = {}, header: Partial<JWTHeaderParameters> = {}) =>
  new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: 'HS256', ...header }).sign(bytes(secret))

/** Signs claims that are no JSON that JavaScript writes, such as 1e999. */
const signedText = (payload: string) =>
  new CompactSign(bytes(payload)).setProtectedHeader({ alg: 'HS256' }).sign(bytes(secret))

const rejection = async (token: string | undefined) => {
  const verified = await verifyToken(token, secret, rules)
  return verified.ok ? 'accepted' : verified.reason
}

describe('verifyToken', () => {
  test('returns the identity that was signed, and when the token expires', async () => {
    expect(await verifyToken(await signed(), secret, rules)).toEqual({
      ok: true,
      identity: karim,
      expiresAt: claims.exp,
    })
  })

  test('accepts what signToken returns, with and without issuer and audience', async () => {
    expect(await verifyToken(await signToken(karim, secret), secret)).toMatchObject({ ok: true })
    expect(await rejection(await signToken(karim, secret, 60, rules))).toBe('accepted')
    expect(await rejection(await signToken(karim, secret, 60))).toBe('of another issuer')
  })

  test('accepts a token of the platform role without a tenant', async () => {
    const platform = { userId: 'u-0', tenantId: '', role: 'platform' } as const
    expect(await verifyToken(await signToken(platform, secret), secret)).toMatchObject({
      ok: true,
      identity: platform,
    })
  })

  test.each([
    ['at+jwt', 'accepted'],
    ['application/at+jwt', 'accepted'],
    ['JWT', 'accepted'],
    [undefined, 'accepted'],
    ['rt+jwt', 'of another type'],
    ['logout+jwt', 'of another type'],
    ['', 'of another type'],
  ])('a token whose header has the type %j is %s', async (typ, outcome) => {
    expect(await rejection(await signed({}, typ === undefined ? {} : { typ }))).toBe(outcome)
  })

  test.each([
    [{ typ: 'Bearer' }, 'accepted'],
    [{ typ: 'Refresh' }, 'of another type'],
    [{ typ: 'ID' }, 'of another type'],
    [{ token_use: 'access' }, 'accepted'],
    [{ token_use: 'id' }, 'of another type'],
  ])('a token with the claims %j is %s', async (change, outcome) => {
    expect(await rejection(await signed(change))).toBe(outcome)
  })

  test.each([
    ['the issuer of another service', { iss: 'https://other.example' }, 'of another issuer'],
    ['an issuer with a slash more', { iss: `${rules.issuer}/` }, 'of another issuer'],
    ['no issuer', { iss: undefined }, 'of another issuer'],
    ['a list of issuers', { iss: [rules.issuer] }, 'of another issuer'],
    ['another audience', { aud: 'warehouse' }, 'for another audience'],
    ['no audience', { aud: undefined }, 'for another audience'],
    ['a list with the audience', { aud: ['warehouse', 'finance'] }, 'accepted'],
    ['a list without it', { aud: ['warehouse'] }, 'for another audience'],
  ])('a token with %s is %3$s', async (_, change, outcome) => {
    expect(await rejection(await signed(change))).toBe(outcome)
  })

  test.each([
    ['expired a minute ago', { iat: now - 600, exp: now - 61 }, 'expired'],
    ['expired within the skew of the clocks', { iat: now - 600, exp: now - 30 }, 'accepted'],
    ['begins in two minutes', { nbf: now + 120 }, 'not valid yet'],
    ['begins within the skew', { nbf: now + 30 }, 'accepted'],
    ['is from the future', { iat: now + 120, exp: now + 180 }, 'not valid yet'],
    ['is from the future within the skew', { iat: now + 30 }, 'accepted'],
    ['lives as long as allowed', { exp: now + 3600 }, 'accepted'],
    ['lives a second longer', { exp: now + 3601 }, 'valid for too long'],
    ['was issued in 1970', { iat: 0 }, 'valid for too long'],
    ['has no time of issue', { iat: undefined }, 'malformed'],
    ['has no end', { exp: undefined }, 'malformed'],
    ['ends at a text', { exp: String(now + 600) }, 'malformed'],
  ])('a token that %s: %3$s', async (_, change, outcome) => {
    expect(await rejection(await signed(change))).toBe(outcome)
  })

  test.each(['"exp":1e999', `"exp":${now + 600},"exp":1e999`, `"iat":-1e999,"exp":${now + 600}`])(
    'a token with %s never lives for ever',
    async (times) => {
      const { iat, exp, ...rest } = claims
      const payload = `${JSON.stringify({ iat, ...rest }).slice(0, -1)},${times}}`
      expect(await rejection(await signedText(payload))).toMatch(/^(malformed|valid for too long)$/)
    },
  )

  test('a missing token and a huge one are refused before they are read', async () => {
    expect(await rejection(undefined)).toBe('missing')
    expect(await rejection('')).toBe('missing')
    expect(await rejection(await signed({ more: 'x'.repeat(5_000) }))).toBe('accepted')
    expect(await rejection(await signed({ more: 'x'.repeat(8_192) }))).toBe('too long')
    expect(await rejection('.'.repeat(10_000_000))).toBe('too long')
  })

  test('a token that another secret has signed', async () => {
    const token = await signToken(karim, 'fedcba9876543210'.repeat(4), 60, rules)
    expect(await rejection(token)).toBe('signed with another key')
  })

  test.each(['abc', 'a.b.c', '..', 'null.null.null'])('%s is no token', async (text) => {
    expect(await rejection(text)).toBe('malformed')
  })

  test.each([
    ['a subject that contains U+0000', { sub: 'u\0' }],
    ['half of a surrogate pair in the subject', { sub: 'u\ud800' }],
    ['no subject', { sub: undefined }],
    ['a subject that is no text', { sub: 7 }],
    ['a subject of 129 characters', { sub: 'x'.repeat(129) }],
    ['a tenant id that is no text', { tenantId: ['acme'] }],
    ['a tenant id of 1,017 bytes', { tenantId: 'a'.repeat(1017) }],
    ['a bad tenant id', { tenantId: 'acme"; drop' }],
    ['a role of a tenant but no tenant id', { tenantId: undefined }],
    ['a role that is no text', { role: ['admin'] }],
    ['an unknown role', { role: 'owner' }],
    ['a member that every object has as its role', { role: 'constructor' }],
    ['the platform role and a tenant id', { role: 'platform' }],
  ])('a token with %s is malformed', async (_, change) => {
    expect(await rejection(await signed(change))).toBe('malformed')
  })
})

describe('the algorithm is HS256, whatever the token names', () => {
  const header = (alg: string) => Buffer.from(JSON.stringify({ alg })).toString('base64url')

  test('a token without a signature', async () => {
    expect(await rejection(new UnsecuredJWT(claims).encode())).toBe('of another algorithm')
  })

  test.each(['none', 'None', 'NONE', 'nOnE', ''])('the algorithm %j is refused', async (alg) => {
    const [, payload, signature] = (await signed()).split('.')
    expect(await rejection(`${header(alg)}.${payload}.`)).toMatch(/another algorithm|malformed/)
    expect(await rejection(`${header(alg)}.${payload}.${signature}`)).toMatch(/another algorithm|malformed/)
  })

  test.each(['HS384', 'HS512'])('%s with the right secret is refused', async (alg) => {
    expect(await rejection(await signed({}, { alg }))).toBe('of another algorithm')
  })

  test('a token that a public key of its own header verifies is refused', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const jwk = publicKey.export({ format: 'jwk' })
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', jwk, x5c: [await exportSPKI(publicKey)] })
      .sign(privateKey)
    expect(await rejection(token)).toBe('of another algorithm')
  })

  test.each(['../../../../dev/null', '/proc/self/environ\0', "' or 1=1 --", 'https://evil.example/k'])(
    'the key id %j chooses no key',
    async (kid) => {
      expect(await rejection(await signed({}, { kid, jku: 'https://evil.example/jwks' }))).toBe('accepted')
      const empty = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid })
        .sign(new Uint8Array(32))
      expect(await rejection(empty)).toBe('signed with another key')
    },
  )

  test('a token with a critical header that nobody knows is refused', async () => {
    const critical = Buffer.from(JSON.stringify({ alg: 'HS256', crit: ['x'], x: 1 })).toString('base64url')
    const [, payload, signature] = (await signed()).split('.')
    expect(await rejection(`${critical}.${payload}.${signature}`)).toBe('malformed')
  })
})

test.each([
  ['Bearer abc.def.ghi', 'abc.def.ghi'],
  ['bearer abc', 'abc'],
  ['Basic abc', undefined],
  ['Bearer', undefined],
  ['Bearer a b', undefined],
  [undefined, undefined],
])('the token in the header %p is %p', (header, token) => {
  expect(bearerToken(header)).toBe(token)
})
