import { settings } from '../config/settings.ts'
import { isSecretChanged, previousSecret, secret } from '../secrets/secret.ts'
import { clockSkewSeconds } from './clock-skew.ts'
import { type Rejected, type Rejection, verifyJwt } from './jwt.ts'
import { claimsOf, type Identity, identityOf, signerWith, signJwt } from './token.ts'
import { tokenRules } from './token-rules.ts'

/** A refresh token: whose it is, and its place among those that were made from one another. */
export type RefreshToken = {
  identity: Identity
  familyId: string
  /** 1 is the token of the login. Each refresh makes the next one. */
  generation: number
  /** Seconds since 1970. All tokens of a family end together. */
  expiresAt: number
}

const type = 'rt+jwt'

/**
 * Returns the text of a refresh token. The same arguments give the same text.
 * @throws ConfigurationError when a setting is invalid
 */
export const signRefreshToken = (
  { identity, familyId, generation, expiresAt }: RefreshToken,
  refreshSecret: string,
  nowSeconds = Math.floor(Date.now() / 1000),
): Promise<string> =>
  signJwt(
    type,
    { ...claimsOf(identity), family: familyId, generation },
    { ...tokenRules(), secret: refreshSecret, nowSeconds, lifetimeSeconds: expiresAt - nowSeconds },
  )

/** The most seconds that a family lives. @throws ConfigurationError when the setting is invalid */
export const refreshMaxAgeSeconds = (): number =>
  settings(['JWT_REFRESH_MAX_AGE_SECONDS']).JWT_REFRESH_MAX_AGE_SECONDS

export type RefreshVerification = { ok: true; token: RefreshToken } | Rejected

/**
 * Returns what a refresh token says, or the reason why it is not valid. Whether its family has revoked it only
 * the database knows. After a rotation of the secret tokens of the secret before it stay valid.
 * @throws ConfigurationError when a variable of the tokens is missing or invalid
 * @throws SecretUnavailable when the secret cannot be fetched or is not valid
 */
export const verifyRefreshToken = async (text: string): Promise<RefreshVerification> => {
  const current = await secret('JWT_REFRESH_SECRET')
  const verified = await verifyWith(text, current)
  if (!isOfAnotherKey(verified)) return verified
  const validForMs = (refreshMaxAgeSeconds() + clockSkewSeconds) * 1000
  const previous = await previousSecret('JWT_REFRESH_SECRET', validForMs)
  const byPrevious = previous === undefined ? verified : await verifyWith(text, previous.text)
  if (!isOfAnotherKey(byPrevious)) return byPrevious
  const isChanged = await isSecretChanged('JWT_REFRESH_SECRET', current)
  return isChanged ? verifyWith(text, await secret('JWT_REFRESH_SECRET')) : verified
}

const anotherKey: Rejection = 'signed with another key'
const isOfAnotherKey = (verified: RefreshVerification): boolean =>
  !verified.ok && verified.reason === anotherKey

const verifyWith = async (text: string, refreshSecret: string): Promise<RefreshVerification> => {
  const verified = await verifyJwt(text, signerWith(refreshSecret), {
    ...tokenRules(),
    maxAgeSeconds: refreshMaxAgeSeconds(),
    types: [type],
    requiredClaims: ['sub', 'role', 'family', 'generation'],
  })
  if (!verified.ok) return verified
  const { family, generation, exp } = verified.payload
  const identity = identityOf(verified.payload)
  return identity && isFamilyId(family) && isGeneration(generation)
    ? { ok: true, token: { identity, familyId: family, generation, expiresAt: exp } }
    : { ok: false, reason: 'malformed' }
}

const isFamilyId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)

/** An integer of PostgreSQL. */
const isGeneration = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) < 2 ** 31
