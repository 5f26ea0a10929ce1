import { settings } from '../config/settings.ts'
import { type ConnectionSettings, connect, type Sql } from './connect.ts'

/** owner: migrations and new tenants. writer: projection, relay, numbering. reader: queries, and only as a tenant. */
export type Login = 'owner' | 'writer' | 'reader'

/** How to connect to one database under each login. */
export type SettingsByLogin = Record<Login, ConnectionSettings>

/** The configured database under one of its three logins. @throws ConfigurationError */
export const database = (login: Login): Sql => {
  const place = settings([
    'DATABASE_HOST',
    'DATABASE_PORT',
    'DATABASE_NAME',
    'DATABASE_SSL',
    'DATABASE_SSL_CA',
    'DATABASE_POOL_SIZE',
  ])
  return connect({
    host: place.DATABASE_HOST,
    port: place.DATABASE_PORT,
    database: place.DATABASE_NAME,
    ssl: place.DATABASE_SSL,
    sslCa: place.DATABASE_SSL_CA,
    max: place.DATABASE_POOL_SIZE,
    ...credentials[login](),
  })
}

const credentials = {
  owner: () => {
    const { DATABASE_USERNAME: user, DATABASE_PASSWORD: password } = settings([
      'DATABASE_USERNAME',
      'DATABASE_PASSWORD',
    ])
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
