import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { clockSkewSeconds } from './clock-skew.ts'

/** A token of this service has about 300 characters, one of an identity provider seldom more than 4,000. */
const maxCharacters = 8_192

/** Why a token is not valid. It completes the sentence "The token is ...". */
export type Rejection =
  | 'missing'
  | 'too long'
  | 'malformed'
  | 'expired'
  | 'not valid yet'
  | 'valid for too long'
  | 'of another type'
  | 'of another algorithm'
  | 'of another issuer'
  | 'for another audience'
  | 'signed with another key'
  | 'of an unknown key'

export type Rejected = { ok: false; reason: Rejection }

/** Whose signatures count. The algorithms are ours: the token only says which of them it has. */
export type Signers = { key: JWTVerifyGetKey; algorithms: readonly string[] }

export type JwtRules = {
  /** The claim `iss` when it is set. */
  issuer: string | undefined
  /** One of the claim `aud` when it is set. */
  audience: string | undefined
  /** The most seconds from `iat` to `exp`. */
  maxAgeSeconds: number
  /** The values of the header `typ` in lower case; undefined stands for a token without it. */
  types: readonly (string | undefined)[]
  /** Claims that the token must have beside `iat` and `exp`. */
  requiredClaims: readonly string[]
}

/**
 * Returns the claims of a token that these signers have signed and that follows the rules, or the reason why
 * it is not valid. A long text is refused before it is decoded.
 * @throws what `signers.key` throws, unless it is an error of jose
 */
export const verifyJwt = async (
  token: string | undefined,
  signers: Signers,
  rules: JwtRules,
): Promise<{ ok: true; payload: JWTPayload & { iat: number; exp: number } } | Rejected> => {
  const wrongSize = rejectedBySize(token)
  if (wrongSize) return wrongSize
  try {
    const { payload, protectedHeader } = await jwtVerify(token ?? '', signers.key, {
      algorithms: [...signers.algorithms],
      clockTolerance: clockSkewSeconds,
      requiredClaims: ['iat', 'exp', ...rules.requiredClaims],
      ...(rules.issuer === undefined ? {} : { issuer: rules.issuer }),
      ...(rules.audience === undefined ? {} : { audience: rules.audience }),
    })
    if (!rules.types.includes(normalType(protectedHeader.typ))) return rejected('of another type')
    const { iat = Number.NaN, exp = Number.NaN } = payload
    const reason = faultOfTimes(iat, exp, rules.maxAgeSeconds)
    return reason === undefined ? { ok: true, payload: { ...payload, iat, exp } } : rejected(reason)
  } catch (error) {
    if (error instanceof errors.JOSEError) return rejected(reasonOf(error))
    throw error
  }
}

/** Returns the rejection of a token that is not worth decoding. */
export const rejectedBySize = (token: string | undefined): Rejected | undefined => {
  if (!token) return rejected('missing')
  return token.length > maxCharacters ? rejected('too long') : undefined
}

const rejected = (reason: Rejection): Rejected => ({ ok: false, reason })

/** A media type: its letters have no case, and `application/` may be left out. */
const normalType = (typ: unknown): string | undefined =>
  typ === undefined
    ? undefined
    : String(typ)
        .toLowerCase()
        .replace(/^application\//, '')

/** jose has compared `exp` with the clock. JSON can contain 1e999, which is infinite. */
const faultOfTimes = (iat: number, exp: number, maxAgeSeconds: number): Rejection | undefined => {
  if (!Number.isFinite(iat) || !Number.isFinite(exp)) return 'malformed'
  if (iat > Date.now() / 1000 + clockSkewSeconds) return 'not valid yet'
  return exp - iat > maxAgeSeconds ? 'valid for too long' : undefined
}

const reasonsByClaim: Readonly<Record<string, Rejection>> = {
  iss: 'of another issuer',
  aud: 'for another audience',
  nbf: 'not valid yet',
}

const reasonOf = (error: errors.JOSEError): Rejection => {
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signed with another key'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'of another algorithm'
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'of an unknown key'
  return error instanceof errors.JWTClaimValidationFailed
    ? (reasonsByClaim[error.claim] ?? 'malformed')
    : 'malformed'
}
