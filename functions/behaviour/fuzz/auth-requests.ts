import fc from 'fast-check'
import { oddName, oddText, sometimes } from './odd-texts.ts'

export type AuthRequest = { path: string; body: string; key: string | undefined }

const jsonTypes = [null, true, 0, 1e21, [], {}, [['a']], { $ne: 1 }]

/** A token with one of its three parts, or one character, changed. */
const nearlyValid = (token: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(token.length), fc.constantFrom('', '.', 'A', '=', '-', '\u0000', 'e30', token), fc.nat(3))
    .map(([at, insert, remove]) => token.slice(0, at) + insert + token.slice(at + remove))

/** Headers of tokens that name an algorithm or a key of their own. */
const forgedHeaders = [
  { alg: 'none' },
  { alg: 'HS256', typ: 'rt+jwt', kid: '../../../../dev/null' },
  { alg: 'RS256', jku: 'https://evil.example/keys' },
  { alg: 'HS256', typ: 'rt+jwt', crit: ['b64'], b64: false },
  { alg: 'ES256', jwk: { kty: 'EC' } },
]
const forged = fc
  .tuple(fc.constantFrom(...forgedHeaders), fc.dictionary(oddName, fc.jsonValue(), { maxKeys: 4 }), oddText)
  .map(([header, payload, signature]) =>
    [JSON.stringify(header), JSON.stringify(payload), signature]
      .map((text) => Buffer.from(text).toString('base64url'))
      .join('.'),
  )

/** Requests to refresh and to revoke, with tokens that are valid, of another type, damaged, forged or odd. */
export const authRequests = (tokens: { access: string; refresh: string }): fc.Arbitrary<AuthRequest> => {
  const token: fc.Arbitrary<unknown> = fc.oneof(
    { withCrossShrink: true },
    fc.constantFrom(tokens.access, tokens.refresh, `Bearer ${tokens.refresh}`),
    nearlyValid(tokens.refresh),
    nearlyValid(tokens.access),
    forged,
    oddText,
    fc.constantFrom(...jsonTypes),
  )
  const body = fc.oneof(
    { withCrossShrink: true },
    { weight: 8, arbitrary: token.map((refreshToken) => JSON.stringify({ refreshToken })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(token, oddName, fc.jsonValue())
        .map(([refreshToken, name, value]) => JSON.stringify({ refreshToken, [name]: value })),
    },
    { weight: 1, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: oddText },
  )
  return fc.record({
    path: fc.constantFrom('/auth/refresh', '/auth/revoke'),
    body,
    key: sometimes(oddText.map((text) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 2_000))),
  })
}
