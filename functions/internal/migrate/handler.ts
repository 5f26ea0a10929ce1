import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { metered } from '../../../infra/lambda/metered.ts'
import { log } from '../../../infra/observability/log.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'
import { database, readCredentials } from '../../../infra/postgres/database.ts'
import { migrationState, runMigrations, type TenantMigration } from '../../../infra/postgres/migrations.ts'
import { publishFromBeginning } from '../../../infra/postgres/relay-checkpoint.ts'
import { revertMigrations } from '../../../infra/postgres/revert-migrations.ts'
import { setUpDatabase } from '../../../infra/postgres/setup.ts'

const request = z.object({
  command: z.enum(['run', 'show', 'revert', 'replay']),
  tenant: z.string().max(40).optional(),
  /** The migration to revert. Without it a request that is sent twice reverts two. */
  name: z.string().max(100).optional(),
})
type Request = z.infer<typeof request>

/** `done` is false when the time was over before everything was applied: invoke it again. */
type MigrateReport = {
  done: boolean
  applied: readonly TenantMigration[]
  reverted: readonly TenantMigration[]
  pending: readonly TenantMigration[]
  /** Whose migrations these are: all tenants, or the one of the request. */
  tenants: readonly string[]
}

/**
 * No migration is begun in this time at the end of an invocation. One that takes longer is rolled back when
 * Lambda ends the function, and tried again by the next invocation with all of its time.
 */
const reserveMs = 7 * 60_000

/**
 * Sets up what all tenants share, gives the logins the passwords of their secrets, and applies what is
 * pending, as far as the time allows.
 */
const apply = async (
  owner: Sql,
  tenant: string | undefined,
  remainingMs: () => number,
): Promise<MigrateReport> => {
  // After a rotation this function gives the new passwords to the database, whatever it has cached.
  const isFresh = true
  const [writer, reader, auth] = await Promise.all([
    readCredentials('writer', { isFresh }),
    readCredentials('reader', { isFresh }),
    readCredentials('auth', { isFresh }),
  ])
  await setUpDatabase(owner, { writer, reader, auth })
  const applied = await runMigrations(owner, {
    tenant,
    progress: (line) => log('info', line),
    mayContinue: () => remainingMs() > reserveMs,
  })
  const { tenants, pending } = await migrationState(owner, { tenant })
  return { done: pending.length === 0, applied, reverted: [], pending, tenants }
}

const show = async (owner: Sql, tenant: string | undefined): Promise<MigrateReport> => ({
  done: true,
  reverted: [],
  ...(await migrationState(owner, { tenant })),
})

const revert = async (owner: Sql, { tenant, name }: Request): Promise<MigrateReport> => {
  const reverted = await revertMigrations(owner, { tenant, name, progress: (line) => log('info', line) })
  const { tenants, pending } = await migrationState(owner, { tenant })
  return { done: true, applied: [], reverted, pending, tenants }
}

const replay = async (owner: Sql): Promise<MigrateReport> => {
  await owner.begin(publishFromBeginning)
  return show(owner, undefined)
}

const run = (event: Request, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<MigrateReport> =>
  traceInvocation('migrate', {}, async () => {
    const parsed = request.parse(event)
    const { command, tenant } = parsed
    // A migration may take as long as it needs, so the database cancels no statement.
    const owner = database('owner', {
      maxConnections: 2,
      applicationName: 'finance-migrations',
      statementTimeoutMs: 0,
    })
    const commands: Record<Request['command'], () => Promise<MigrateReport>> = {
      run: () => apply(owner, tenant, () => context.getRemainingTimeInMillis()),
      show: () => show(owner, tenant),
      revert: () => revert(owner, parsed),
      replay: () => replay(owner),
    }
    return commands[command]()
  })

/**
 * Private: the migrations of the read model, for a database that only the network of the stage reaches.
 * `npm run deploy` invokes it with `run`, and operators with `show` and `revert`, and with `replay` after
 * they have set up an empty database.
 * @throws MigrationFailed when a script fails; all before it stay applied
 * @throws MigrationNotFound and MigrationNotNewest for a migration that cannot be reverted
 * @throws SecretUnavailable when the password of a login cannot be fetched now
 * @throws StoreUnavailable when the database is not reachable
 */
export const handler = metered('migrate', run, () => ({ tenantId: '' }))
