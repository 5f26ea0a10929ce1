import type { ConnectionSettings } from '../../../postgres/connect.ts'
import type { SettingsByLogin } from '../../../postgres/database.ts'

/** Returns the environment variables that name this database and its logins. */
export const databaseVariables = ({
  owner,
  writer,
  reader,
  auth,
}: SettingsByLogin): Record<string, string> => ({
  DATABASE_HOST: owner.host,
  DATABASE_PORT: String(owner.port),
  DATABASE_NAME: owner.database,
  ...loginVariables('DATABASE', owner),
  ...loginVariables('DATABASE_WRITER', writer),
  ...loginVariables('DATABASE_READER', reader),
  ...loginVariables('DATABASE_AUTH', auth),
})

const loginVariables = (prefix: string, { user, password }: ConnectionSettings) => ({
  [`${prefix}_USERNAME`]: user,
  [`${prefix}_PASSWORD`]: password,
})
