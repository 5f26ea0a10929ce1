import { randomUUID } from 'node:crypto'
import { configuredOrDevelopmentSecret } from '../../auth/development-secret.ts'
import { isTenantId, isUserId, maxUserIdLength } from '../../auth/ids.ts'
import { isRole, roles } from '../../auth/permissions.ts'
import { refreshMaxAgeSeconds, signRefreshToken } from '../../auth/refresh-token.ts'
import type { Identity } from '../../auth/token.ts'
import { keySetUrl, signAccessToken } from '../../auth/token-rules.ts'
import { settings } from '../../config/settings.ts'
import { closeConnections, type Sql } from '../../postgres/connect.ts'
import { createFamily, revokeFamiliesOf } from '../../postgres/token-families.ts'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { databaseOf } from '../functions/database.ts'

const help = `Usage: npm run --silent token -- --tenant acme --role admin [--user u-1] [--refresh]
       npm run --silent token -- --tenant acme --user u-1 --revoke

Prints one token and nothing else. It is signed with JWT_ACCESS_SECRET or the secret that
JWT_ACCESS_SECRET_ARN names; if neither is set, with the development secret in DATA_DIR.

  --tenant    id of the tenant; not allowed with the role platform
  --role      ${roles.join(', ')}
  --user      id of the user (u-1)
  --refresh   a refresh token instead of an access token: POST /auth/refresh makes access tokens of it. It
              is signed with JWT_REFRESH_SECRET or the secret that JWT_REFRESH_SECRET_ARN names
  --revoke    revokes all refresh tokens of the user and prints of how many logins. Without --tenant it is a
              user of the platform
  -h, --help  this text

--refresh and --revoke connect to the database as the auth login: DATABASE_HOST, DATABASE_PORT, DATABASE_NAME,
DATABASE_SSL, DATABASE_SSL_CA, and DATABASE_AUTH_USERNAME with DATABASE_AUTH_PASSWORD, or
DATABASE_AUTH_PASSWORD_SECRET_ARN. Without DATABASE_HOST they use the embedded database that npm run dev runs on
DATA_DIR.
Exit codes: 0 printed, 1 failed, 2 wrong options
`

type TokenOptions = { tenant?: string | undefined; role?: string | undefined; user?: string | undefined }

const requireUser = (user: string): string => {
  if (isUserId(user)) return user
  throw new UsageError(`--user must have 1 to ${maxUserIdLength} printable characters`)
}

const requireTenant = (tenant: string | undefined): string => {
  if (isTenantId(tenant)) return tenant
  throw new UsageError(
    `--tenant ${tenant ?? 'is missing'}: a tenant id has up to 40 lower-case letters, digits and dashes ` +
      'and starts with a letter, for example acme',
  )
}

const identityOf = ({ tenant, role, user = 'u-1' }: TokenOptions): Identity => {
  if (!isRole(role)) throw new UsageError(`--role ${role ?? 'is missing'}: the roles are ${roles.join(', ')}`)
  const userId = requireUser(user)
  if (role !== 'platform') return { userId, tenantId: requireTenant(tenant), role }
  if (tenant) throw new UsageError('--tenant is not allowed with the role platform')
  return { userId, tenantId: '', role }
}

const dataDir = (): string => settings(['DATA_DIR']).DATA_DIR

const withDatabase = async <Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> => {
  try {
    return await work(databaseOf('auth', { maxConnections: 1, applicationName: 'finance-token' }))
  } finally {
    await closeConnections()
  }
}

/** Creates a family and returns its first refresh token. */
const newRefreshToken = async (identity: Identity): Promise<string> => {
  const secret = await configuredOrDevelopmentSecret(dataDir(), 'JWT_REFRESH_SECRET')
  const nowSeconds = Math.floor(Date.now() / 1000)
  const family = { id: randomUUID(), expiresAt: nowSeconds + refreshMaxAgeSeconds() }
  await withDatabase((sql) => createFamily(sql, { ...family, ...identity }))
  const token = { identity, familyId: family.id, generation: 1, expiresAt: family.expiresAt }
  return signRefreshToken(token, secret, nowSeconds)
}

const newToken = async (options: TokenOptions & { refresh?: boolean | undefined }): Promise<string> => {
  const identity = identityOf(options)
  if (options.refresh) return newRefreshToken(identity)
  return signAccessToken(identity, await configuredOrDevelopmentSecret(dataDir()))
}

const revokeAll = ({ tenant, user }: TokenOptions): Promise<number> => {
  if (user === undefined) throw new UsageError('--user is missing: --revoke needs the id of the user')
  const userId = requireUser(user)
  const tenantId = tenant === undefined ? '' : requireTenant(tenant)
  return withDatabase((sql) => revokeFamiliesOf(sql, { tenantId, userId }))
}

await runCommandLine({
  help,
  options: {
    tenant: { type: 'string' },
    role: { type: 'string' },
    user: { type: 'string' },
    refresh: { type: 'boolean' },
    revoke: { type: 'boolean' },
  },
  run: async ({ revoke, ...options }) => {
    if (revoke && (options.refresh || options.role))
      throw new UsageError('--revoke is not allowed with --refresh or --role')
    if (keySetUrl() !== undefined)
      throw new UsageError('JWT_JWKS_URL is set: its issuer makes and revokes the tokens')
    const result = revoke ? await revokeAll(options) : await newToken(options)
    process.stdout.write(`${result}\n`)
  },
})
