import { clockSkewSeconds } from './clock-skew.ts'
import { rolePermissions } from './permissions.ts'
import type { Identity } from './token.ts'

/**
 * What the authorizer tells the functions behind it about the token of a request. API Gateway passes on texts
 * only. `expiresAt` is in seconds since 1970.
 */
export type AuthorizerContext = Record<'userId' | 'tenantId' | 'role' | 'permissions' | 'expiresAt', string>

export const authorizerContext = (
  { tenantId, userId, role }: Identity,
  expiresAt: number,
): AuthorizerContext => ({
  ...{ tenantId, userId, role },
  permissions: rolePermissions[role].join(' '),
  expiresAt: String(expiresAt),
})

/** Who calls, as the authorizer has read it in the token. */
export type TokenCaller = { tenantId: string; actor: { id: string; role: string }; permissions: string[] }

/**
 * Returns the caller of a request; undefined when no authorizer has accepted its token, or when the token has
 * expired since. The gateway keeps the result of the authorizer for a while, so every function behind it has
 * to ask here.
 */
export const callerOf = (context: Record<string, unknown> | null | undefined): TokenCaller | undefined => {
  const { userId, tenantId, role, permissions, expiresAt } = context ?? {}
  const isComplete = [userId, tenantId, role, permissions, expiresAt].every(
    (value) => typeof value === 'string',
  )
  if (!isComplete || !isValidUntil(Number(expiresAt))) return undefined
  return {
    tenantId: String(tenantId),
    actor: { id: String(userId), role: String(role) },
    permissions: permissions === '' ? [] : String(permissions).split(' '),
  }
}

const isValidUntil = (expiresAt: number): boolean => Date.now() / 1000 < expiresAt + clockSkewSeconds
