import { settings } from '../config/settings.ts'
import { type ConnectionSettings, connect, type Sql } from './connect.ts'

/** owner: migrations, new tenants. writer: projection, relay, numbering. reader: queries, as a tenant. */
export type Login = 'owner' | 'writer' | 'reader'

/** How to connect to one database under each login. */
export type SettingsByLogin = Record<Login, ConnectionSettings>

/**
 * Returns the pool of the configured database under one of its three logins.
 * @throws ConfigurationError when a setting is missing or invalid
 */
export const database = (login: Login): Sql => {
  const server = settings([
    'DATABASE_HOST',
    'DATABASE_PORT',
    'DATABASE_NAME',
    'DATABASE_SSL',
    'DATABASE_SSL_CA',
    'DATABASE_POOL_SIZE',
  ])
  return connect({
    host: server.DATABASE_HOST,
    port: server.DATABASE_PORT,
    database: server.DATABASE_NAME,
    ssl: server.DATABASE_SSL,
    sslCa: server.DATABASE_SSL_CA,
    maxConnections: server.DATABASE_POOL_SIZE,
    ...credentialsOf[login](),
  })
}

/** Each login reads only its own settings: a function has the credentials of no other. */
const credentialsOf = {
  owner: () => {
    const names = ['DATABASE_USERNAME', 'DATABASE_PASSWORD'] as const
    const { DATABASE_USERNAME: user, DATABASE_PASSWORD: password } = settings(names)
    return { user, password }
  },
  writer: () => {
    const names = ['DATABASE_WRITER_USERNAME', 'DATABASE_WRITER_PASSWORD'] as const
    const { DATABASE_WRITER_USERNAME: user, DATABASE_WRITER_PASSWORD: password } = settings(names)
    return { user, password }
  },
  reader: () => {
    const names = ['DATABASE_READER_USERNAME', 'DATABASE_READER_PASSWORD'] as const
    const { DATABASE_READER_USERNAME: user, DATABASE_READER_PASSWORD: password } = settings(names)
    return { user, password }
  },
} satisfies Record<Login, () => { user: string; password: string }>
