import { logRejection } from '../../../infra/auth/log-rejection.ts'
import { type RefreshToken, signRefreshToken, verifyRefreshToken } from '../../../infra/auth/refresh-token.ts'
import { signToken } from '../../../infra/auth/token.ts'
import { tokenRules } from '../../../infra/auth/token-rules.ts'
import type { HttpError } from '../../../infra/http/http-error.ts'
import { countShare } from '../../../infra/lambda/metered.ts'
import { createLineLimit } from '../../../infra/observability/line-limit.ts'
import { log } from '../../../infra/observability/log.ts'
import { database } from '../../../infra/postgres/database.ts'
import { type Rotation, revokeFamily, rotateFamily } from '../../../infra/postgres/token-families.ts'
import { secret } from '../../../infra/secrets/secret.ts'
import { notValid, reused, revoked, tooOften } from './auth-error.ts'

/** What a client gets. `expiresIn` is the lifetime of the access token in seconds. */
export type Tokens = { accessToken: string; refreshToken: string; tokenType: 'Bearer'; expiresIn: number }

/** A stolen access token is valid this long, and a revoked login ends after this time. */
const accessLifetimeSeconds = 900

/**
 * Returns a new access token and the refresh token that replaces this one. The same call with the same key
 * returns the same tokens for a minute, so a client whose response was lost can send its request again.
 * @throws HttpError when the token is not valid, was revoked or was used before, or was refreshed too often
 * @throws StoreUnavailable when the database cannot be used now
 */
export const refresh = async (text: string, keyHash: string | undefined): Promise<Tokens> => {
  const token = await requireValid(text)
  // Before the rotation: a failure after it would cost the client its login.
  const accessSecret = await secret('JWT_ACCESS_SECRET')
  const { familyId, generation } = token
  const rotation = await rotateFamily(database('auth'), { familyId, generation, keyHash })
  if (rotation.outcome !== 'rotated') throw refusal(rotation, token)
  return signTokens(token, rotation, accessSecret)
}

/**
 * Revokes all refresh tokens of a login. To revoke them again changes nothing.
 * @throws HttpError when this is no refresh token of this service
 * @throws StoreUnavailable when the database cannot be used now
 */
export const revoke = async (text: string): Promise<void> => {
  const { familyId } = await requireValid(text)
  await revokeFamily(database('auth'), familyId)
}

const requireValid = async (text: string): Promise<RefreshToken> => {
  const verified = await verifyRefreshToken(text)
  if (!verified.ok) {
    logRejection('Refresh token rejected', verified.reason)
    throw notValid()
  }
  countShare(verified.token.identity.tenantId)
  return verified.token
}

/** Whoever has one old token of a login can send it again and again until the login ends. */
const limitOfLogin = createLineLimit({ intervalMs: 60_000 })

const refusal = (
  { outcome }: Exclude<Rotation, { outcome: 'rotated' }>,
  { identity, familyId, generation }: RefreshToken,
): HttpError => {
  const { tenantId, userId } = identity
  const rejectedBefore = limitOfLogin(`${familyId} ${outcome}`)
  if (rejectedBefore !== undefined)
    log(outcome === 'reused' ? 'warn' : 'info', 'Refresh token rejected', {
      ...{ reason: outcome, familyId, generation, tenantId, userId, rejectedBefore },
    })
  if (outcome === 'reused') return reused()
  if (outcome === 'too often') return tooOften()
  return outcome === 'revoked' ? revoked() : notValid()
}

/** Every time in the tokens is one of the database, so that a repetition gets the same texts. */
const signTokens = async (
  { identity, familyId }: RefreshToken,
  { generation, refreshedAt, expiresAt }: Extract<Rotation, { outcome: 'rotated' }>,
  accessSecret: string,
): Promise<Tokens> => {
  const rules = tokenRules()
  const expiresIn = Math.min(accessLifetimeSeconds, rules.maxAgeSeconds)
  const refreshSecret = await secret('JWT_REFRESH_SECRET')
  const next = { identity, familyId, generation, expiresAt }
  return {
    accessToken: await signToken(identity, accessSecret, expiresIn, { ...rules, nowSeconds: refreshedAt }),
    refreshToken: await signRefreshToken(next, refreshSecret, refreshedAt),
    tokenType: 'Bearer',
    expiresIn,
  }
}
