import { type JWTPayload, type JWTVerifyGetKey, SignJWT } from 'jose'
import { isTenantId, isUserId } from './ids.ts'
import { type JwtRules, type Rejected, type Signers, verifyJwt } from './jwt.ts'
import { isRole, type Role } from './permissions.ts'

/** The user of a token. `tenantId` is empty for the platform role, and only for that role. */
export type Identity = { userId: string; tenantId: string; role: Role }

/** `expiresAt` is in seconds since 1970. */
export type Verification = { ok: true; identity: Identity; expiresAt: number } | Rejected

/** What a token must say beside who its user is. */
export type TokenRules = Pick<JwtRules, 'issuer' | 'audience' | 'maxAgeSeconds'>

export const defaultLifetimeSeconds = 12 * 3600
const defaultRules: TokenRules = {
  issuer: undefined,
  audience: undefined,
  maxAgeSeconds: defaultLifetimeSeconds,
}

const algorithm = 'HS256'

/** The signer of HS256 tokens is whoever has the secret. */
export const signerWith = (secret: string): Signers => {
  const bytes = new TextEncoder().encode(secret)
  const key: JWTVerifyGetKey = async () => bytes
  return { key, algorithms: [algorithm] }
}

/**
 * Returns a signed access token. `lifetimeSeconds` counts from now, or from `nowSeconds`; the default is 12
 * hours. The token names the issuer and the audience of the rules, if they do.
 */
export const signToken = (
  identity: Identity,
  secret: string,
  lifetimeSeconds = defaultLifetimeSeconds,
  rules: Partial<TokenRules> & { nowSeconds?: number } = {},
): Promise<string> => signJwt('at+jwt', claimsOf(identity), { secret, lifetimeSeconds, ...rules })

type Signing = { secret: string; lifetimeSeconds: number; nowSeconds?: number } & Partial<TokenRules>

/** Returns a token of this type and with these claims. `nowSeconds` is the clock if it is left out. */
export const signJwt = (typ: string, claims: JWTPayload, signing: Signing): Promise<string> => {
  const { secret, lifetimeSeconds, nowSeconds = Math.floor(Date.now() / 1000), issuer, audience } = signing
  return new SignJWT({
    ...claims,
    ...(issuer === undefined ? {} : { iss: issuer }),
    ...(audience === undefined ? {} : { aud: audience }),
  })
    .setProtectedHeader({ alg: algorithm, typ })
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + lifetimeSeconds)
    .sign(new TextEncoder().encode(secret))
}

/** Returns the claims that say who the user is. */
export const claimsOf = ({ userId, tenantId, role }: Identity): JWTPayload => ({
  sub: userId,
  role,
  ...(tenantId ? { tenantId } : {}),
})

/**
 * Returns the identity in an access token that these signers have signed, or the reason why the token is not
 * valid.
 * @throws what `signers.key` throws, unless it is an error of jose
 */
export const verifySigned = async (
  token: string | undefined,
  signers: Signers,
  rules: TokenRules,
): Promise<Verification> => {
  const verified = await verifyJwt(token, signers, { ...rules, types, requiredClaims: ['sub', 'role'] })
  if (!verified.ok) return verified
  const { payload } = verified
  if (isForAnotherUse(payload)) return { ok: false, reason: 'of another type' }
  const identity = identityOf(payload)
  return identity ? { ok: true, identity, expiresAt: payload.exp } : { ok: false, reason: 'malformed' }
}

/** Like `verifySigned`, for a token that this secret has signed with HS256. */
export const verifyToken = (
  token: string | undefined,
  secret: string,
  rules: TokenRules = defaultRules,
): Promise<Verification> => verifySigned(token, signerWith(secret), rules)

/** RFC 9068 requires at+jwt, but many issuers write JWT, and some write no type. */
const types = ['at+jwt', 'jwt', undefined]

/** Issuers whose header has no type of its own tell ID and refresh tokens apart by a claim. */
const isForAnotherUse = ({ typ = 'Bearer', token_use = 'access' }: JWTPayload): boolean =>
  typ !== 'Bearer' || token_use !== 'access'

/** Returns the user that the claims name; undefined when they name none that is possible. */
export const identityOf = ({ sub, tenantId = '', role }: JWTPayload): Identity | undefined => {
  if (!isUserId(sub) || !isRole(role)) return undefined
  if (role === 'platform') return tenantId === '' ? { userId: sub, tenantId, role } : undefined
  return isTenantId(tenantId) ? { userId: sub, tenantId, role } : undefined
}

/** The token in an `Authorization: Bearer ...` header; undefined when the header contains none. */
export const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer +([^\s]+)\s*$/i.exec(header ?? '')?.[1]
