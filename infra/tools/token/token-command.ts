import { loadDevelopmentSecret } from '../../auth/development-secret.ts'
import { isRole, roles } from '../../auth/permissions.ts'
import { isTenantId } from '../../auth/tenant-id.ts'
import { type Identity, signToken } from '../../auth/token.ts'
import { environment } from '../../config/environment.ts'
import { settings } from '../../config/settings.ts'
import { runCommandLine, UsageError } from '../../process/command-line.ts'

const help = `npm run --silent token -- --tenant acme --role admin [--user u-1]

Prints one access token, signed with JWT_ACCESS_SECRET or, when that is not set, with the development secret in DATA_DIR.

  --tenant   id of the tenant; none for the role platform
  --role     ${roles.join(', ')}
  --user     id of the user (u-1)
  --help     this text
`

type Asked = { tenant?: string | undefined; role?: string | undefined; user?: string | undefined }

const identityOf = ({ tenant, role, user = 'u-1' }: Asked): Identity => {
  if (!isRole(role))
    throw new UsageError(`--role ${role ?? 'is missing'}: a role is one of ${roles.join(', ')}`)
  if (user === '' || user.length > 128) throw new UsageError('--user: an id of 1 to 128 characters')
  if (role === 'platform') {
    if (tenant) throw new UsageError('--tenant: the role platform belongs to no tenant')
    return { userId: user, tenantId: '', role }
  }
  if (!isTenantId(tenant))
    throw new UsageError(
      `--tenant ${tenant ?? 'is missing'}: a tenant id begins with a small letter and has up to 40 small letters, digits and dashes, such as acme`,
    )
  return { userId: user, tenantId: tenant, role }
}

const secret = (): Promise<string> | string =>
  environment().JWT_ACCESS_SECRET
    ? settings(['JWT_ACCESS_SECRET']).JWT_ACCESS_SECRET
    : loadDevelopmentSecret(settings(['DATA_DIR']).DATA_DIR)

await runCommandLine({
  help,
  options: { tenant: { type: 'string' }, role: { type: 'string' }, user: { type: 'string' } },
  run: async (asked) => {
    const token = await signToken(identityOf(asked), await secret())
    process.stdout.write(`${token}\n`)
  },
})
