import { configuredOrDevelopmentSecret } from '../../auth/development-secret.ts'
import { isTenantId, isUserId, maxUserIdLength } from '../../auth/ids.ts'
import { isRole, roles } from '../../auth/permissions.ts'
import type { Identity } from '../../auth/token.ts'
import { signAccessToken } from '../../auth/token-rules.ts'
import { settings } from '../../config/settings.ts'
import { runCommandLine, UsageError } from '../../process/command-line.ts'

const help = `Usage: npm run --silent token -- --tenant acme --role admin [--user u-1]

Prints an access token. It is signed with JWT_ACCESS_SECRET or the secret that JWT_ACCESS_SECRET_ARN names;
if neither is set, with the development secret in DATA_DIR.

  --tenant    id of the tenant; not allowed with the role platform
  --role      ${roles.join(', ')}
  --user      id of the user (u-1)
  -h, --help  this text

Exit codes: 0 printed, 1 failed, 2 wrong options
`

type TokenOptions = { tenant?: string | undefined; role?: string | undefined; user?: string | undefined }

const identityOf = ({ tenant, role, user = 'u-1' }: TokenOptions): Identity => {
  if (!isRole(role)) throw new UsageError(`--role ${role ?? 'is missing'}: the roles are ${roles.join(', ')}`)
  if (!isUserId(user)) throw new UsageError(`--user must have 1 to ${maxUserIdLength} printable characters`)
  if (role === 'platform') {
    if (tenant) throw new UsageError('--tenant is not allowed with the role platform')
    return { userId: user, tenantId: '', role }
  }
  if (!isTenantId(tenant))
    throw new UsageError(
      `--tenant ${tenant ?? 'is missing'}: a tenant id has up to 40 lower-case letters, digits and dashes ` +
        'and starts with a letter, for example acme',
    )
  return { userId: user, tenantId: tenant, role }
}

await runCommandLine({
  help,
  options: { tenant: { type: 'string' }, role: { type: 'string' }, user: { type: 'string' } },
  run: async (options) => {
    const token = await signAccessToken(
      identityOf(options),
      await configuredOrDevelopmentSecret(settings(['DATA_DIR']).DATA_DIR),
    )
    process.stdout.write(`${token}\n`)
  },
})
