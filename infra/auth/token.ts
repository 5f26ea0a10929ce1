import { errors, jwtVerify, SignJWT } from 'jose'
import { isRole, type Role } from './permissions.ts'
import { isTenantId } from './tenant-id.ts'

/** Whom a token speaks for. `tenantId` is empty for the platform role, and only for it. */
export type Identity = { userId: string; tenantId: string; role: Role }

export type Verified =
  | { ok: true; identity: Identity; expiresAt: number }
  | { ok: false; reason: 'missing' | 'expired' | 'bad' }

const algorithm = 'HS256'
const defaultLifetimeSeconds = 12 * 3600
/** Clocks of an issuer and of this service may differ by so much, in seconds. */
const clockTolerance = 5
const userIdLength = 128

const key = (secret: string): Uint8Array => new TextEncoder().encode(secret)

/** One signed access token. `lifetimeSeconds` counts from now and is 12 hours when not given. */
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
 * Whom the token speaks for, or why it is refused. The algorithm is pinned: a token that names another one is bad, however
 * it is signed. `expiresAt` is in seconds since 1970.
 */
export const verifyToken = async (token: string | undefined, secret: string): Promise<Verified> => {
  if (!token) return { ok: false, reason: 'missing' }
  try {
    const { payload } = await jwtVerify(token, key(secret), {
      algorithms: [algorithm],
      clockTolerance,
      requiredClaims: ['sub', 'role', 'iat', 'exp'],
    })
    const identity = identityOf(payload)
    return identity && payload.exp
      ? { ok: true, identity, expiresAt: payload.exp }
      : { ok: false, reason: 'bad' }
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { ok: false, reason: 'expired' }
    if (error instanceof errors.JOSEError) return { ok: false, reason: 'bad' }
    throw error
  }
}

const identityOf = ({ sub, tenantId = '', role }: Record<string, unknown>): Identity | undefined => {
  if (typeof sub !== 'string' || sub === '' || sub.length > userIdLength || !isRole(role)) return undefined
  if (role === 'platform') return tenantId === '' ? { userId: sub, tenantId, role } : undefined
  return isTenantId(tenantId) ? { userId: sub, tenantId, role } : undefined
}

/** The token of an `Authorization: Bearer ...` header; undefined when there is none in it. */
export const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer +([^\s]+)\s*$/i.exec(header ?? '')?.[1]
