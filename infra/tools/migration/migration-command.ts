import { environment } from '../../config/environment.ts'
import { settings } from '../../config/settings.ts'
import { closeConnections, connect, type Sql } from '../../postgres/connect.ts'
import { readConnectionFile } from '../../postgres/connection-file.ts'
import { database } from '../../postgres/database.ts'
import {
  type MigrationOptions,
  migrationState,
  revertMigrations,
  runMigrations,
  type TenantMigration,
} from '../../postgres/migrations.ts'
import { tenantSchema } from '../../postgres/tenant-schema.ts'
import { messageWithCauses, runCommandLine, UsageError } from '../../process/command-line.ts'

const help = `Migrations of the read model, for all tenants or one.

  npm run migration:show   [-- --tenant ID]   show what is applied and what is pending
  npm run migration:run    [-- --tenant ID]   apply what is pending; continues where a failed run stopped
  npm run migration:revert [-- --tenant ID]   revert the last applied migration of each tenant

Connects as the owner: DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_SSL, DATABASE_SSL_CA, and
DATABASE_USERNAME with DATABASE_PASSWORD, or DATABASE_PASSWORD_SECRET_ARN. Without DATABASE_HOST it uses
the embedded database that npm run dev runs on DATA_DIR.
Results go to standard output, progress to standard error. Exit codes: 0 done, 1 failed, 2 wrong arguments.
`

/** Returns the lines to print. */
type Command = (sql: Sql, options: MigrationOptions) => Promise<string[]>

const commands: Record<string, Command> = {
  show: async (sql, options) => {
    const { applied, pending } = await migrationState(sql, options)
    const appliedLines = applied.map(
      ({ tenant, name, appliedAt }) => `applied  ${tenant}  ${name}  ${appliedAt}`,
    )
    return [...appliedLines, ...lines('pending', pending)]
  },
  run: async (sql, options) => lines('applied', await runMigrations(sql, options)),
  revert: async (sql, options) => lines('reverted', await revertMigrations(sql, options)),
}

const lines = (word: string, migrations: readonly TenantMigration[]): string[] =>
  migrations.map(({ tenant, name }) => `${word}  ${tenant}  ${name}`)

/** @throws UsageError when the words are not one known command */
const parseCommand = ([name, ...rest]: string[]): Command => {
  if (name === undefined) throw new UsageError('No command given: use show, run or revert')
  const command = commands[name]
  if (command === undefined) throw new UsageError(`"${name}" is not a command: use show, run or revert`)
  if (rest.length > 0) throw new UsageError(`Unexpected "${rest.join(' ')}"`)
  return command
}

/** @throws UsageError when the text is not a tenant id */
const parseTenant = (tenant: string): string => {
  try {
    tenantSchema(tenant)
    return tenant
  } catch (error) {
    throw new UsageError(messageWithCauses(error))
  }
}

/** Without a statement timeout: a migration may take as long as it needs. */
const connectionOptions = { maxConnections: 2, applicationName: 'finance-migrations', statementTimeoutMs: 0 }

const ownerDatabase = (): Sql => {
  const { DATA_DIR } = settings(['DATA_DIR'])
  const embedded = environment().DATABASE_HOST ? undefined : readConnectionFile(DATA_DIR)
  return embedded
    ? connect({ ...embedded.owner, ...connectionOptions })
    : database('owner', connectionOptions)
}

const progress = (line: string) => void process.stderr.write(`${line}\n`)

await runCommandLine({
  help,
  options: { tenant: { type: 'string' } },
  takesWords: true,
  run: async ({ tenant }, words) => {
    const command = parseCommand(words)
    const options = { tenant: tenant === undefined ? undefined : parseTenant(tenant), progress }
    try {
      const results = await command(ownerDatabase(), options)
      for (const line of results) process.stdout.write(`${line}\n`)
      if (results.length === 0) progress('Nothing to do')
    } finally {
      await closeConnections()
    }
  },
})
