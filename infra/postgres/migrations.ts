import type { Queries, ReservedConnection, Sql } from './connect.ts'
import { type Migration, migrationFiles } from './migration-files.ts'
import { TenantNotFound, tenantSchema } from './tenant-schema.ts'

/** `appliedAt` is an ISO 8601 time in UTC. */
type AppliedMigration = { tenant: string; name: string; appliedAt: string }
export type TenantMigration = { tenant: string; name: string }
export type MigrationOptions = {
  /** Default: all tenants. */
  tenant?: string | undefined
  /** Is called with one line after each migration. */
  progress?: ((line: string) => void) | undefined
  /** Is asked before each migration after the first; false ends the run there. Default: always true. */
  mayContinue?: (() => boolean) | undefined
  /** Default: the migrations of the repository. */
  files?: readonly Migration[] | undefined
}

/** A script failed and was rolled back; `cause` is the error of PostgreSQL. */
export class MigrationFailed extends Error {
  readonly code = 'MIGRATION_FAILED'
  readonly tenant: string

  constructor({ tenant, name }: TenantMigration, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(`${tenant}: ${name} failed: ${reason}`, { cause })
    this.name = 'MigrationFailed'
    this.tenant = tenant
  }
}

/** The last migration of a tenant is not one of this release, so its down script is not here. */
export class MigrationUnknown extends Error {
  readonly code = 'MIGRATION_UNKNOWN'

  constructor({ tenant, name }: TenantMigration) {
    super(`${tenant}: ${name} was applied by another release, and only that release can revert it`)
    this.name = 'MigrationUnknown'
  }
}

/** Returns the applied migrations, by tenant and in the order of their names. */
const appliedMigrations = async (sql: Queries, tenant?: string): Promise<AppliedMigration[]> =>
  sql<AppliedMigration[]>`select tenant, name, applied_at as "appliedAt" from finance.migrations
    where tenant = coalesce(${tenant ?? null}::text, tenant) order by tenant, name`

/** `pending` is by tenant and in the order of the names. */
export type MigrationState = {
  tenants: readonly string[]
  applied: readonly AppliedMigration[]
  pending: readonly TenantMigration[]
}

/**
 * Returns the migrations of all tenants, or of the one of the options.
 * @throws TenantNotFound when the tenant of the options does not exist
 */
export const migrationState = async (
  sql: Queries,
  { tenant, files = migrationFiles() }: MigrationOptions = {},
): Promise<MigrationState> => {
  const tenants = await tenantIds(sql, tenant)
  const applied = await appliedMigrations(sql, tenant)
  const done = new Set(applied.map((row) => `${row.tenant} ${row.name}`))
  const pending = tenants.flatMap((id) =>
    files.filter(({ name }) => !done.has(`${id} ${name}`)).map(({ name }) => ({ tenant: id, name })),
  )
  return { tenants, applied, pending }
}

/**
 * Applies the pending migrations and returns those that it applied. Each migration of each tenant is one
 * transaction with its row in finance.migrations, so the next run continues where a failed one stopped.
 * @throws MigrationFailed when a script fails; it names tenant and migration
 * @throws TenantNotFound when the tenant of the options does not exist
 */
export const runMigrations = (
  owner: Sql,
  options: MigrationOptions = {},
): Promise<readonly TenantMigration[]> =>
  withMigrationLock(owner, (connection) => runMigrationsUnderLock(connection, options))

/** Does what `runMigrations` does, on a connection that already has the lock. */
export const runMigrationsUnderLock = async (
  connection: ReservedConnection,
  options: MigrationOptions,
): Promise<readonly TenantMigration[]> => {
  const { files = migrationFiles(), progress = () => undefined, mayContinue = () => true } = options
  const { pending } = await migrationState(connection, { ...options, files })
  for (const [index, { tenant, name }] of pending.entries()) {
    if (index > 0 && !mayContinue()) return pending.slice(0, index)
    const migration = files.find((file) => file.name === name)
    if (migration === undefined) continue
    await runScript(
      connection,
      { tenant, name, script: migration.up },
      () => connection`insert into finance.migrations (tenant, name) values (${tenant}, ${name})`,
    )
    progress(`${index + 1}/${pending.length} ${tenant}: ${name} applied`)
  }
  return pending
}

/**
 * Reverts the last applied migration of each tenant and returns what was reverted.
 * @throws MigrationFailed when a script fails
 * @throws MigrationUnknown when the last migration of a tenant is not one of this release
 * @throws TenantNotFound when the tenant of the options does not exist
 */
export const revertMigrations = (owner: Sql, options: MigrationOptions = {}): Promise<TenantMigration[]> =>
  withMigrationLock(owner, async (connection) => {
    const { files = migrationFiles(), progress = () => undefined } = options
    await tenantIds(connection, options.tenant)
    const applied = await appliedMigrations(connection, options.tenant)
    const lastOfTenant = new Map(applied.map((row) => [row.tenant, row]))
    const last = [...lastOfTenant.values()].map(({ tenant, name }) => ({ tenant, name }))
    for (const [index, { tenant, name }] of last.entries()) {
      const migration = files.find((file) => file.name === name)
      if (migration === undefined) throw new MigrationUnknown({ tenant, name })
      await runScript(
        connection,
        { tenant, name, script: migration.down },
        () => connection`delete from finance.migrations where tenant = ${tenant} and name = ${name}`,
      )
      progress(`${index + 1}/${last.length} ${tenant}: ${name} reverted`)
    }
    return last
  })

/** @throws TenantNotFound when the tenant of the argument does not exist */
const tenantIds = async (sql: Queries, tenant?: string): Promise<string[]> => {
  const rows = await sql<{ id: string }[]>`
    select id from finance.tenants where id = coalesce(${tenant ?? null}::text, id) order by id`
  if (tenant !== undefined && rows.length === 0) throw new TenantNotFound(tenant)
  return rows.map(({ id }) => id)
}

/** Runs `work` while no other process migrates. PostgreSQL frees the lock when its connection ends. */
export const withMigrationLock = async <T>(
  owner: Sql,
  work: (connection: ReservedConnection) => Promise<T>,
): Promise<T> => {
  const connection = await owner.reserve()
  try {
    await connection`select pg_advisory_lock(hashtext('finance.migrations'))`
    return await work(connection)
  } catch (error) {
    // In a transaction that a script left failed, the unlock below would be rejected.
    await connection.unsafe('rollback').catch(() => undefined)
    throw error
  } finally {
    await connection`select pg_advisory_unlock(hashtext('finance.migrations'))`.then(
      connection.release,
      connection.release,
    )
  }
}

type Step = TenantMigration & { script: string }

/**
 * Runs a script in the tenant's schema, in one transaction with `record`, which updates finance.migrations.
 */
const runScript = async (
  connection: ReservedConnection,
  { tenant, name, script }: Step,
  record: () => PromiseLike<unknown>,
): Promise<void> => {
  try {
    await connection
      .unsafe(`begin; set local search_path = "${tenantSchema(tenant)}", finance, public`)
      .simple()
    await connection.unsafe(script).simple()
    await record()
    await connection`commit`
  } catch (cause) {
    await connection`rollback`.catch(() => undefined)
    throw new MigrationFailed({ tenant, name }, cause)
  }
}
