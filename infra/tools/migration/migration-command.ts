import { environment } from '../../config/environment.ts'
import { settings } from '../../config/settings.ts'
import { type ConnectionSettings, closeConnections, connect, type Sql } from '../../postgres/connect.ts'
import { readConnection } from '../../postgres/connection-file.ts'
import {
  appliedMigrations,
  type MigrationOptions,
  pendingMigrations,
  revertMigrations,
  runMigrations,
  type TenantMigration,
} from '../../postgres/migrations.ts'
import { tenantSchema } from '../../postgres/tenant-schema.ts'
import { CalledWrongly, commandLine, said } from '../../process/command-line.ts'

const usage = `Migrations of the read model, for all tenants or one.

  npm run migration:show   [-- --tenant ID]   what is applied and what is pending
  npm run migration:run    [-- --tenant ID]   apply what is pending; goes on where a failed run stopped
  npm run migration:revert [-- --tenant ID]   take the last applied migration of each tenant back

Connects as the owner: DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_USERNAME, DATABASE_PASSWORD, DATABASE_SSL, DATABASE_SSL_CA.
Without DATABASE_HOST it takes the embedded database that npm run dev runs on DATA_DIR.
Results go to standard output, progress to standard error. Exit: 0 done, 1 failed, 2 called wrongly.
`

type Command = (sql: Sql, options: MigrationOptions) => Promise<string[]>

const commands: Record<string, Command> = {
  show: async (sql, options) => [
    ...(await appliedMigrations(sql, options.tenant)).map(
      ({ tenant, name, appliedAt }) => `applied  ${tenant}  ${name}  ${appliedAt}`,
    ),
    ...lines('pending', await pendingMigrations(sql, options)),
  ],
  run: async (sql, options) => lines('applied', await runMigrations(sql, options)),
  revert: async (sql, options) => lines('reverted', await revertMigrations(sql, options)),
}

const lines = (word: string, done: readonly TenantMigration[]): string[] =>
  done.map(({ tenant, name }) => `${word}  ${tenant}  ${name}`)

const called = ([name, ...rest]: string[]): Command => {
  const command = commands[name ?? '']
  if (command === undefined)
    throw new CalledWrongly(`${name ?? 'nothing'} is no command: use show, run or revert`)
  if (rest.length > 0) throw new CalledWrongly(`unexpected ${rest.join(' ')}`)
  return command
}

const validTenant = (tenant: string): string => {
  try {
    tenantSchema(tenant)
    return tenant
  } catch (error) {
    throw new CalledWrongly(said(error))
  }
}

/** A migration may take as long as it takes. */
const connection = (): ConnectionSettings => ({
  ...place(),
  max: 2,
  applicationName: 'finance-migrations',
  statementTimeoutMs: 0,
})

const place = (): ConnectionSettings => {
  const { DATA_DIR } = settings(['DATA_DIR'])
  const embedded = (environment().DATABASE_HOST ?? '') === '' ? readConnection(DATA_DIR) : undefined
  if (embedded !== undefined) return embedded.owner
  const names = [
    'DATABASE_HOST',
    'DATABASE_PORT',
    'DATABASE_NAME',
    'DATABASE_USERNAME',
    'DATABASE_PASSWORD',
  ] as const
  const given = settings([...names, 'DATABASE_SSL', 'DATABASE_SSL_CA'])
  return {
    host: given.DATABASE_HOST,
    port: given.DATABASE_PORT,
    database: given.DATABASE_NAME,
    user: given.DATABASE_USERNAME,
    password: given.DATABASE_PASSWORD,
    ssl: given.DATABASE_SSL,
    sslCa: given.DATABASE_SSL_CA,
  }
}

const progress = (line: string) => void process.stderr.write(`${line}\n`)

await commandLine({
  help: usage,
  options: { tenant: { type: 'string' } },
  takesWords: true,
  run: async ({ tenant }, words) => {
    const command = called(words)
    const options = { tenant: tenant === undefined ? undefined : validTenant(tenant), progress }
    try {
      const results = await command(connect(connection()), options)
      for (const line of results) process.stdout.write(`${line}\n`)
      if (results.length === 0) progress('nothing to do')
    } finally {
      await closeConnections()
    }
  },
})
