import { createHmac } from 'node:crypto'
import postgres from 'postgres'
import { type ConnectionSettings, connect } from '../../../postgres/connect.ts'
import type { SettingsByLogin } from '../../../postgres/database.ts'
import { revocations, setUpDatabase } from '../../../postgres/setup.ts'
import type { Postgres } from './start.ts'

/**
 * Creates a database with its logins on an embedded server, unless it exists, and applies the setup.
 * The passwords are derived from the superuser's, so that a later start can derive them again and no further
 * secrets are stored.
 */
export const ensureLocalDatabase = async (server: Postgres, name = 'finance'): Promise<SettingsByLogin> => {
  const database = localDatabase(server, name)
  await createDatabase(server, database.owner)
  const owner = connect({ ...database.owner, maxConnections: 2, applicationName: 'setup' })
  await setUpDatabase(owner, database)
  return database
}

/** Returns how to connect to a database that `ensureLocalDatabase` created. */
export const localDatabase = (server: Postgres, name: string): SettingsByLogin => {
  const settingsFor = (user: string): ConnectionSettings => ({
    host: server.host,
    port: server.port,
    user,
    password: createHmac('sha256', server.password).update(user).digest('base64url'),
    database: name,
  })
  return {
    owner: settingsFor('finance_owner'),
    writer: settingsFor('finance_writer'),
    reader: settingsFor('finance_reader'),
    auth: settingsFor('finance_auth'),
  }
}

/** Runs `work` as the superuser, on a connection that ends with it. */
export const asSuperuser = async <T>(
  { host, port, user, password }: Postgres,
  work: (sql: postgres.Sql) => Promise<T>,
  database = 'postgres',
): Promise<T> => {
  const options = { host, port, user, password, database, max: 1, onnotice: () => undefined }
  const sql = postgres(options)
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

const createDatabase = async (
  server: Postgres,
  { user, password, database }: ConnectionSettings,
): Promise<void> => {
  await asSuperuser(server, async (sql) => {
    const roles = await sql`select from pg_roles where rolname = ${user}`
    if (roles.length === 0) await sql.unsafe(`create role "${user}" login createrole`)
    await sql.unsafe(`alter role "${user}" password '${password}'`)
    const databases = await sql`select from pg_database where datname = ${database}`
    if (databases.length === 0) await sql.unsafe(`create database "${database}" owner "${user}"`)
  })
  await asSuperuser(server, revokeNeedlessRights, database)
}

const revokeNeedlessRights = async (sql: postgres.Sql): Promise<void> => {
  for (const statement of await revocations(sql)) await sql.unsafe(statement)
}
