import { closeConnections, type Sql } from '../../postgres/connect.ts'
import {
  labelOf,
  migrationState,
  runMigrations,
  type TenantMigration,
  tryMigrations,
} from '../../postgres/migrations.ts'
import { type RevertOptions, revertMigrations } from '../../postgres/revert-migrations.ts'
import { tenantSchema } from '../../postgres/tenant-schema.ts'
import { messageWithCauses, runCommandLine, UsageError } from '../../process/command-line.ts'
import { databaseOf } from '../functions/database.ts'
import { unlock } from './unlock.ts'

const help = `Migrations of the read model, for all tenants or one.

  npm run migration:show   [-- --tenant ID]   show what is applied and what is pending
  npm run migration:run    [-- --tenant ID]   apply what is pending, each tenant in one transaction; continues
                                              with the tenant that failed. --dry-run applies and rolls back
  npm run migration:revert [-- --tenant ID]   revert the newest migration, where it is applied: a
                                              tenant that does not have it keeps what it has. With
                                              --name MIGRATION that one, so that it can be repeated
  npm run migration:unlock [-- --end PID]     show which session has the lock of the migrations, since when
                                              and from where, and which wait for it; --end ends the one that
                                              has it: its migration is rolled back, and migration:run does it
                                              again

Connects as the owner: DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_SSL, DATABASE_SSL_CA, and
DATABASE_USERNAME with DATABASE_PASSWORD, or DATABASE_PASSWORD_SECRET_ARN. Without DATABASE_HOST it uses
the embedded database that npm run dev runs on DATA_DIR.
Results go to standard output, progress to standard error. Exit codes: 0 done, 1 failed, 2 wrong arguments.
`

type Options = RevertOptions & { end: number | undefined; dryRun: boolean }

/** Returns the lines to print. */
type Command = (sql: Sql, options: Options) => Promise<string[]>

const commands: Record<string, Command> = {
  show: async (sql, options) => {
    const { applied, pending } = await migrationState(sql, options)
    const appliedLines = applied.map(
      (migration) => `applied  ${labelOf(migration)}  ${migration.name}  ${migration.appliedAt}`,
    )
    return [...appliedLines, ...lines('pending', pending)]
  },
  run: async (sql, options) =>
    options.dryRun
      ? lines('tried', await tryMigrations(sql, options))
      : lines('applied', await runMigrations(sql, options)),
  revert: async (sql, options) => lines('reverted', await revertMigrations(sql, options)),
  unlock: (sql, { end }) => unlock(sql, end),
}

const lines = (word: string, migrations: readonly TenantMigration[]): string[] =>
  migrations.map((migration) => `${word}  ${labelOf(migration)}  ${migration.name}`)

type Values = {
  tenant?: string | undefined
  name?: string | undefined
  end?: string | undefined
  'dry-run'?: boolean | undefined
}

/** @throws UsageError when the words are not one known command, or an option does not belong to it */
const parseCommand = ([name, ...rest]: string[], values: Values): Command => {
  const { tenant, name: migration, end } = values
  const known = 'use show, run, revert or unlock'
  if (name === undefined) throw new UsageError(`No command given: ${known}`)
  const command = commands[name]
  if (command === undefined) throw new UsageError(`"${name}" is not a command: ${known}`)
  if (rest.length > 0) throw new UsageError(`Unexpected "${rest.join(' ')}"`)
  if (name === 'unlock' && tenant !== undefined)
    throw new UsageError('--tenant is not allowed with unlock: all tenants have one lock')
  if (name !== 'run' && values['dry-run']) throw new UsageError(`--dry-run is not allowed with ${name}`)
  if (name !== 'revert' && migration !== undefined) throw new UsageError(`--name is not allowed with ${name}`)
  if (name !== 'unlock' && end !== undefined) throw new UsageError(`--end is not allowed with ${name}`)
  return command
}

/** @throws UsageError when the text is not the id of a process */
const parseProcess = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new UsageError(`--end ${text} is not the id of a process: migration:unlock shows it`)
}

/** @throws UsageError when the text is not a tenant id */
const parseTenant = (tenant: string): string => {
  try {
    tenantSchema({ tenantId: tenant, version: 1 })
    return tenant
  } catch (error) {
    throw new UsageError(messageWithCauses(error))
  }
}

/** Without a statement timeout: a migration may take as long as it needs. */
const connectionOptions = { maxConnections: 2, applicationName: 'finance-migrations', statementTimeoutMs: 0 }

const progress = (line: string) => void process.stderr.write(`${line}\n`)

await runCommandLine({
  help,
  options: {
    tenant: { type: 'string' },
    name: { type: 'string' },
    end: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  takesWords: true,
  run: async ({ tenant, name, end, 'dry-run': dryRun = false }, words) => {
    const command = parseCommand(words, { tenant, name, end, 'dry-run': dryRun })
    const options = {
      tenant: tenant === undefined ? undefined : parseTenant(tenant),
      name,
      end: end === undefined ? undefined : parseProcess(end),
      dryRun,
      progress,
    }
    try {
      const results = await command(databaseOf('owner', connectionOptions), options)
      for (const line of results) process.stdout.write(`${line}\n`)
      if (results.length === 0) progress(words[0] === 'unlock' ? 'No session has the lock' : 'Nothing to do')
    } finally {
      await closeConnections()
    }
  },
})
