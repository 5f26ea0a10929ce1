import { createHmac } from 'node:crypto'
import postgres from 'postgres'
import { type ConnectionSettings, connect } from '../../../postgres/connect.ts'
import type { SettingsByLogin } from '../../../postgres/database.ts'
import { setUpDatabase } from '../../../postgres/setup.ts'
import type { Postgres } from './start.ts'

/**
 * Makes (or finds) a database with its three logins on an embedded server and applies the setup. The
 * passwords follow from the superuser's, so a second start knows them without keeping more secrets.
 */
export const ensureLocalDatabase = async (server: Postgres, name = 'finance'): Promise<SettingsByLogin> => {
  const login = (user: string): ConnectionSettings => ({
    host: server.host,
    port: server.port,
    user,
    password: createHmac('sha256', server.password).update(user).digest('base64url'),
    database: name,
  })
  const database = {
    owner: login('finance_owner'),
    writer: login('finance_writer'),
    reader: login('finance_reader'),
  }
  await createDatabase(server, database.owner)
  await setUpDatabase(connect({ ...database.owner, maxConnections: 2, applicationName: 'setup' }), database)
  return database
}

/** The superuser's own statements, on a connection that ends with them. */
export const asSuperuser = async <T>(
  server: Postgres,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> => {
  const { host, port, user, password } = server
  const sql = postgres({
    host,
    port,
    user,
    password,
    database: 'postgres',
    max: 1,
    onnotice: () => undefined,
  })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

const createDatabase = (server: Postgres, { user, password, database }: ConnectionSettings): Promise<void> =>
  asSuperuser(server, async (sql) => {
    const owners = await sql`select from pg_roles where rolname = ${user}`
    if (owners.length === 0) await sql.unsafe(`create role "${user}" login createrole`)
    await sql.unsafe(`alter role "${user}" password '${password}'`)
    const databases = await sql`select from pg_database where datname = ${database}`
    if (databases.length === 0) await sql.unsafe(`create database "${database}" owner "${user}"`)
  })
