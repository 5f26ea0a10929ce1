import { describe, expect, test } from '@jest/globals'
import { SignJWT, UnsecuredJWT } from 'jose'
import { bearerToken, signToken, verifyToken } from './token.ts'

const secret = 'a'.repeat(64)
const karim = { userId: 'u-1', tenantId: 'acme', role: 'admin' } as const

const signed = (claims: Record<string, unknown>, algorithm = 'HS256') =>
  new SignJWT(claims).setProtectedHeader({ alg: algorithm }).sign(new TextEncoder().encode(secret))
const now = Math.floor(Date.now() / 1000)
const claims = { sub: 'u-1', tenantId: 'acme', role: 'admin', iat: now, exp: now + 60 }

describe('verifyToken', () => {
  test('returns the identity that was signed', async () => {
    expect(await verifyToken(await signToken(karim, secret, 60), secret)).toMatchObject({
      ok: true,
      identity: karim,
    })
  })

  test('accepts a token of the platform role without a tenant', async () => {
    const platform = { userId: 'u-0', tenantId: '', role: 'platform' } as const
    expect(await verifyToken(await signToken(platform, secret), secret)).toMatchObject({
      ok: true,
      identity: platform,
    })
  })

  test('reports a missing token', async () => {
    expect(await verifyToken(undefined, secret)).toEqual({ ok: false, reason: 'missing' })
  })

  test('reports a token that another secret has signed', async () => {
    expect(await verifyToken(await signToken(karim, 'b'.repeat(32)), secret)).toEqual({
      ok: false,
      reason: 'signed with another secret',
    })
  })

  test('reports an expired token, after a tolerance of 5 seconds', async () => {
    expect(await verifyToken(await signToken(karim, secret, -60), secret)).toEqual({
      ok: false,
      reason: 'expired',
    })
    expect(await verifyToken(await signToken(karim, secret, -2), secret)).toMatchObject({ ok: true })
  })

  test.each([
    ['text that is no token', async () => 'abc'],
    [
      'another algorithm',
      () => new SignJWT(claims).setProtectedHeader({ alg: 'HS512' }).sign(new TextEncoder().encode(secret)),
    ],
    ['no signature', async () => new UnsecuredJWT(claims).encode()],
    ['no expiry', () => signed({ ...claims, exp: undefined })],
    ['no subject', () => signed({ ...claims, sub: undefined })],
    ['a subject that holds U+0000', () => signed({ ...claims, sub: 'u\0' })],
    ['a subject that holds half of a surrogate pair', () => signed({ ...claims, sub: 'u\ud800' })],
    ['a subject that is no text', () => signed({ ...claims, sub: 7 })],
    ['a subject of 129 characters', () => signed({ ...claims, sub: 'x'.repeat(129) })],
    ['a tenant id that is no text', () => signed({ ...claims, tenantId: ['acme'] })],
    ['a tenant id of 1,017 bytes', () => signed({ ...claims, tenantId: 'a'.repeat(1017) })],
    ['a role that is no text', () => signed({ ...claims, role: ['admin'] })],
    ['an unknown role', () => signed({ ...claims, role: 'owner' })],
    ['a bad tenant id', () => signed({ ...claims, tenantId: 'acme"; drop' })],
    ['a role of a tenant but without a tenant id', () => signed({ ...claims, tenantId: undefined })],
    ['the platform role and a tenant id', () => signed({ ...claims, role: 'platform' })],
  ])('reports a token with %s as bad', async (_, token) => {
    expect(await verifyToken(await token(), secret)).toEqual({ ok: false, reason: 'bad' })
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
