import { errors, jwtVerify, SignJWT } from 'jose'
import { isTenantId, isUserId } from './ids.ts'
import { isRole, type Role } from './permissions.ts'

/** The user of a token. `tenantId` is empty for the platform role, and only for that role. */
export type Identity = { userId: string; tenantId: string; role: Role }

export type Verification =
  | { ok: true; identity: Identity; expiresAt: number }
  | { ok: false; reason: 'missing' | 'expired' | 'bad' | 'signed with another secret' }

const algorithm = 'HS256'
export const defaultLifetimeSeconds = 12 * 3600
/** The clocks of the issuer and of this service may differ by this much. */
const clockToleranceSeconds = 5

const key = (secret: string): Uint8Array => new TextEncoder().encode(secret)

/** Returns a signed access token. `lifetimeSeconds` counts from now; the default is 12 hours. */
export const signToken = (
  identity: Identity,
  secret: string,
  lifetimeSeconds = defaultLifetimeSeconds,
): Promise<string> => {
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({ role: identity.role, ...(identity.tenantId ? { tenantId: identity.tenantId } : {}) })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setSubject(identity.userId)
    .setIssuedAt(now)
    .setExpirationTime(now + lifetimeSeconds)
    .sign(key(secret))
}

/**
 * Returns the identity in the token, or the reason why the token is not valid. Only HS256 is accepted,
 * whatever algorithm the token names. `expiresAt` is in seconds since 1970.
 */
export const verifyToken = async (token: string | undefined, secret: string): Promise<Verification> => {
  if (!token) return { ok: false, reason: 'missing' }
  try {
    const { payload } = await jwtVerify(token, key(secret), {
      algorithms: [algorithm],
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['sub', 'role', 'iat', 'exp'],
    })
    const identity = identityOf(payload)
    return identity && payload.exp
      ? { ok: true, identity, expiresAt: payload.exp }
      : { ok: false, reason: 'bad' }
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { ok: false, reason: 'expired' }
    if (error instanceof errors.JWSSignatureVerificationFailed)
      return { ok: false, reason: 'signed with another secret' }
    if (error instanceof errors.JOSEError) return { ok: false, reason: 'bad' }
    throw error
  }
}

const identityOf = ({ sub, tenantId = '', role }: Record<string, unknown>): Identity | undefined => {
  if (!isUserId(sub) || !isRole(role)) return undefined
  if (role === 'platform') return tenantId === '' ? { userId: sub, tenantId, role } : undefined
  return isTenantId(tenantId) ? { userId: sub, tenantId, role } : undefined
}

/** The token in an `Authorization: Bearer ...` header; undefined when the header contains none. */
export const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer +([^\s]+)\s*$/i.exec(header ?? '')?.[1]
