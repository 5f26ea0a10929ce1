import { parseArgs } from 'node:util'
import { environment } from '../config/environment.ts'
import { settings } from '../config/settings.ts'
import { developmentSecret } from './development-secret.ts'
import { isRole, roles } from './permissions.ts'
import { isTenantId } from './tenant-id.ts'
import { type Identity, signToken } from './token.ts'

const help = `npm run --silent token -- --tenant acme --role admin [--user u-1]

Prints one access token, signed with JWT_ACCESS_SECRET or, when that is not set, with the development secret in DATA_DIR.

  --tenant   id of the tenant; none for the role platform
  --role     ${roles.join(', ')}
  --user     id of the user (u-1)
  --help     this text`

/** Called wrongly: exit code 2. */
class UsageError extends Error {}

const parsed = (args: string[]) => {
  try {
    const { values } = parseArgs({
      args,
      options: { tenant: { type: 'string' }, role: { type: 'string' }, user: { type: 'string' }, help: { type: 'boolean' } },
    })
    return values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

const identityOf = ({ tenant, role, user = 'u-1' }: ReturnType<typeof parsed>): Identity => {
  if (!isRole(role)) throw new UsageError(`--role ${role ?? 'is missing'}: a role is one of ${roles.join(', ')}`)
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
  environment().JWT_ACCESS_SECRET ? settings(['JWT_ACCESS_SECRET']).JWT_ACCESS_SECRET : developmentSecret(settings(['DATA_DIR']).DATA_DIR)

const reasons = (error: unknown): string =>
  error instanceof Error ? [error.message, ...(error.cause ? [reasons(error.cause)] : [])].join(': ') : String(error)

try {
  const values = parsed(process.argv.slice(2))
  const output = values.help ? help : await signToken(identityOf(values), await secret())
  process.stdout.write(`${output}\n`)
} catch (error) {
  const wrongly = error instanceof UsageError
  process.stderr.write(`${wrongly ? `${error.message}\n\n${help}` : reasons(error)}\n`)
  process.exitCode = wrongly ? 2 : 1
}
