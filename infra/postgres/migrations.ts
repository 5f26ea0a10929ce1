import type { Queries, Reserved, Sql } from './connect.ts'
import { type Migration, migrationFiles } from './migration-files.ts'
import { TenantNotFound, tenantSchema } from './tenant-schema.ts'

export type AppliedMigration = { tenant: string; name: string; appliedAt: string }
export type TenantMigration = { tenant: string; name: string }
export type MigrationOptions = {
  /** One tenant; all when not given. */
  tenant?: string | undefined
  progress?: ((line: string) => void) | undefined
  /** The migrations of the repository when not given. */
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

/** What was applied, by tenant and in order. */
export const appliedMigrations = async (sql: Queries, tenant?: string): Promise<AppliedMigration[]> =>
  sql<AppliedMigration[]>`select tenant, name, applied_at as "appliedAt" from finance.migrations
    where tenant = coalesce(${tenant ?? null}::text, tenant) order by tenant, name`

/** What is still to be applied, by tenant and in order. */
export const pendingMigrations = async (
  sql: Queries,
  { tenant, files = migrationFiles() }: MigrationOptions = {},
): Promise<TenantMigration[]> => {
  const known = await tenants(sql, tenant)
  const done = new Set((await appliedMigrations(sql, tenant)).map((row) => `${row.tenant} ${row.name}`))
  return known.flatMap((id) =>
    files.filter(({ name }) => !done.has(`${id} ${name}`)).map(({ name }) => ({ tenant: id, name })),
  )
}

/**
 * Applies what is pending, each migration of each tenant in a transaction of its own together with the row that tells of it:
 * a run that failed goes on where it stopped. Answers what was applied. Throws MIGRATION_FAILED naming tenant and migration.
 */
export const runMigrations = (owner: Sql, options: MigrationOptions = {}): Promise<TenantMigration[]> =>
  withMigrationLock(owner, (connection) => runMigrationsUnderLock(connection, options))

/** As `runMigrations`, on a connection that already holds the lock. */
export const runMigrationsUnderLock = async (
  connection: Reserved,
  options: MigrationOptions,
): Promise<TenantMigration[]> => {
  const { files = migrationFiles(), progress = () => undefined } = options
  const todo = await pendingMigrations(connection, { ...options, files })
  for (const [index, { tenant, name }] of todo.entries()) {
    const migration = files.find((file) => file.name === name)
    if (migration === undefined) continue
    await inSchema(
      connection,
      { tenant, name, script: migration.up },
      () => connection`insert into finance.migrations (tenant, name) values (${tenant}, ${name})`,
    )
    progress(`${index + 1}/${todo.length} ${tenant}: ${name} applied`)
  }
  return todo
}

/** Takes the last applied migration of each tenant back. Answers what was reverted. Throws MIGRATION_FAILED, MIGRATION_UNKNOWN. */
export const revertMigrations = (owner: Sql, options: MigrationOptions = {}): Promise<TenantMigration[]> =>
  withMigrationLock(owner, async (connection) => {
    const { files = migrationFiles(), progress = () => undefined } = options
    await tenants(connection, options.tenant)
    const last = Object.values(
      Object.fromEntries(
        (await appliedMigrations(connection, options.tenant)).map((row) => [row.tenant, row]),
      ),
    )
    for (const [index, { tenant, name }] of last.entries()) {
      const migration = files.find((file) => file.name === name)
      if (migration === undefined) {
        throw new MigrationUnknown({ tenant, name })
      }
      await inSchema(
        connection,
        { tenant, name, script: migration.down },
        () => connection`delete from finance.migrations where tenant = ${tenant} and name = ${name}`,
      )
      progress(`${index + 1}/${last.length} ${tenant}: ${name} reverted`)
    }
    return last.map(({ tenant, name }) => ({ tenant, name }))
  })

const tenants = async (sql: Queries, tenant: string | undefined): Promise<string[]> => {
  const rows = await sql<
    { id: string }[]
  >`select id from finance.tenants where id = coalesce(${tenant ?? null}::text, id) order by id`
  if (tenant !== undefined && rows.length === 0) throw new TenantNotFound(tenant)
  return rows.map(({ id }) => id)
}

/** Migrations and new tenants wait for each other on this lock; it ends with its connection. */
export const withMigrationLock = async <T>(
  owner: Sql,
  work: (connection: Reserved) => Promise<T>,
): Promise<T> => {
  const connection = await owner.reserve()
  try {
    await connection`select pg_advisory_lock(hashtext('finance.migrations'))`
    return await work(connection)
  } catch (error) {
    // A script that failed inside its own transaction would keep the lock from being given back.
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

const inSchema = async (
  connection: Reserved,
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
