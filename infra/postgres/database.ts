import { environment } from '../config/environment.ts'
import { secretSource, settings } from '../config/settings.ts'
import { readSecret, secretAfter } from '../secrets/secret.ts'
import {
  type ConnectionOptions,
  type ConnectionSettings,
  connect,
  connectWithRenewedCredentials,
  type Sql,
} from './connect.ts'
import type { Credentials } from './renewed-credentials.ts'

/**
 * owner: migrations, new tenants. writer: projection, relay, numbering. reader: queries, as a tenant. auth:
 * the families of refresh tokens and nothing else.
 */
export type Login = 'owner' | 'writer' | 'reader' | 'auth'

/** How to connect to one database under each login. */
export type SettingsByLogin = Record<Login, ConnectionSettings>

/** Each login reads only its own variables: a function has the credentials of no other. */
const variablesOf = {
  owner: { user: 'DATABASE_USERNAME', password: 'DATABASE_PASSWORD' },
  writer: { user: 'DATABASE_WRITER_USERNAME', password: 'DATABASE_WRITER_PASSWORD' },
  reader: { user: 'DATABASE_READER_USERNAME', password: 'DATABASE_READER_PASSWORD' },
  auth: { user: 'DATABASE_AUTH_USERNAME', password: 'DATABASE_AUTH_PASSWORD' },
} as const satisfies Record<Login, unknown>

/**
 * Returns the pool of the configured database under one of its logins. A password that an ARN names is
 * read when a connection is opened, so its rotation needs no restart.
 * @throws ConfigurationError when a setting is missing or invalid
 */
export const database = (login: Login, options: ConnectionOptions = {}): Sql => {
  const config = settings([
    'DATABASE_HOST',
    'DATABASE_PORT',
    'DATABASE_NAME',
    'DATABASE_SSL',
    'DATABASE_SSL_CA',
    'DATABASE_POOL_SIZE',
  ])
  const server = {
    host: config.DATABASE_HOST,
    port: config.DATABASE_PORT,
    database: config.DATABASE_NAME,
    ssl: config.DATABASE_SSL,
    sslCa: config.DATABASE_SSL_CA,
    maxConnections: config.DATABASE_POOL_SIZE,
    ...options,
  }
  const { user, password } = variablesOf[login]
  const source = secretSource(password)
  if ('arn' in source)
    return connectWithRenewedCredentials(server, {
      name: `${login} ${environment()[user] ?? ''} ${source.arn}`,
      current: () => readCredentials(login),
      after: async (refused) => {
        const other = await secretAfter(password, refused)
        return other && toCredentials(login, other)
      },
    })
  return connect({ ...server, user: settings([user])[user], password: source.text })
}

/**
 * Returns the user and the password of a login, wherever they are. The secret of the owner may contain the
 * user too. With `isFresh` a secret is fetched again, so that it is the one after the last rotation.
 * @throws ConfigurationError when one of them is missing or invalid
 * @throws SecretUnavailable when the secret cannot be fetched or is not valid
 */
export const readCredentials = async (
  login: Login,
  options: { isFresh?: boolean } = {},
): Promise<Credentials> => toCredentials(login, await readSecret(variablesOf[login].password, options))

const toCredentials = (login: Login, { text, username }: { text: string; username: string | undefined }) => ({
  user: userOf(login, username),
  password: text,
})

/**
 * RDS makes the owner and its secret. The users of the other logins are ours: functions that give rights
 * to them know only their variables.
 */
const userOf = (login: Login, ofSecret: string | undefined): string => {
  const variable = variablesOf[login].user
  const isInSecret = login === 'owner' && ofSecret !== undefined && !environment()[variable]
  return isInSecret ? ofSecret : settings([variable])[variable]
}
