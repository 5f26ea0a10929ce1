import { setTimeout as pause } from 'node:timers/promises'
import type { Queries, ReservedConnection, Sql } from './connect.ts'
import { type Migration, migrationFiles } from './migration-files.ts'
import { withMigrationLock } from './migration-lock.ts'
import { lockFailure, StoreUnavailable } from './store-failure.ts'
import { TenantNotFound, tenantSchema } from './tenant-schema.ts'

/** A migration of the schema that a tenant has for a version of the read model. */
export type TenantMigration = { tenant: string; version: number; name: string }
/** `appliedAt` is an ISO 8601 time in UTC. */
type AppliedMigration = TenantMigration & { appliedAt: string }
type TenantVersion = Omit<TenantMigration, 'name'>

export type MigrationOptions = {
  /** Default: all tenants. */
  tenant?: string | undefined
  /** Is called with one line after each tenant. */
  progress?: ((line: string) => void) | undefined
  /** Is asked before each tenant after the first; false ends the run there. Default: always true. */
  mayContinue?: (() => boolean) | undefined
  /** Default: the migrations of the repository. */
  files?: readonly Migration[] | undefined
  /** Only the versions that the projection writes: a rebuild may be making the schemas of another. */
  liveOnly?: boolean | undefined
}

/** A script failed and the transaction of its tenant was rolled back; `cause` is the error of PostgreSQL. */
export class MigrationFailed extends Error {
  readonly code = 'MIGRATION_FAILED'
  readonly tenant: string

  constructor({ tenant, version, name }: TenantMigration, cause: unknown) {
    const failure = cause instanceof StoreUnavailable ? cause.cause : cause
    const reason = failure instanceof Error ? failure.message : String(failure)
    super(`${labelOf({ tenant, version })}: ${name} failed: ${reason}`, { cause })
    this.name = 'MigrationFailed'
    this.tenant = tenant
  }
}

/** A migration of a tenant is not one of this release. */
export class MigrationUnknown extends Error {
  readonly code = 'MIGRATION_UNKNOWN'

  constructor({ tenant, version, name }: TenantMigration) {
    super(
      `${labelOf({ tenant, version })}: ${name} was applied by a newer release. Use that release, or ` +
        'revert the migration with it first',
    )
    this.name = 'MigrationUnknown'
  }
}

/** How lines name a schema: `acme`, or `acme v2` where the version is not the first. */
export const labelOf = ({ tenant, version }: TenantVersion): string =>
  version === 1 ? tenant : `${tenant} v${version}`

/** `pending` is by tenant, by version and in the order of the names. */
export type MigrationState = {
  tenants: readonly string[]
  applied: readonly AppliedMigration[]
  pending: readonly TenantMigration[]
}

/**
 * Returns the migrations of all tenants, or of the one of the options, in every version of the read model
 * that is not retired.
 * @throws TenantNotFound when the tenant of the options does not exist
 */
export const migrationState = async (
  sql: Queries,
  { tenant, files = migrationFiles(), liveOnly = false }: MigrationOptions = {},
): Promise<MigrationState> => {
  const schemas = await schemasOf(sql, tenant, liveOnly)
  const applied = await sql<AppliedMigration[]>`
    select tenant, version, name, applied_at as "appliedAt" from finance.migrations
    where tenant = coalesce(${tenant ?? null}::text, tenant)
      and version in (select version from finance.read_models where retired_at is null)
    order by tenant, version, name`
  const done = new Set(applied.map((row) => `${labelOf(row)} ${row.name}`))
  const pending = schemas.flatMap((schema) =>
    files
      .filter(({ name }) => !done.has(`${labelOf(schema)} ${name}`))
      .map(({ name }) => ({ ...schema, name })),
  )
  return { tenants: [...new Set(schemas.map((schema) => schema.tenant))], applied, pending }
}

/**
 * Applies the pending migrations and returns those that it applied, each tenant in one transaction. Tenants
 * are listed again until none is behind, so that one that an older release makes meanwhile is migrated too.
 * The next run continues where a failed one stopped.
 * @throws MigrationFailed when a script fails; it names tenant and migration
 * @throws MigrationUnknown when the database has a migration of a newer release; nothing is changed then
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
  const { progress = () => undefined, mayContinue = () => true, files = migrationFiles() } = options
  const applied: TenantMigration[] = []
  for (;;) {
    const state = await migrationState(connection, { ...options, files })
    requireKnown(state.applied, files)
    const bySchema = Map.groupBy(state.pending, labelOf)
    if (bySchema.size === 0) return applied
    let done = 0
    for (const [label, pending] of bySchema) {
      if (applied.length > 0 && !mayContinue()) return applied
      await applyAll(connection, pending, files)
      applied.push(...pending)
      progress(`${++done}/${bySchema.size} ${label}: ${pending.map(({ name }) => name).join(', ')} applied`)
    }
  }
}

/**
 * Applies the pending migrations of each tenant and rolls them back, to see whether one would fail. It takes
 * the locks of the migrations for as long as those of one tenant take. Returns what a run would apply.
 * @throws MigrationFailed and MigrationUnknown like `runMigrations`
 */
export const tryMigrations = (
  owner: Sql,
  options: MigrationOptions = {},
): Promise<readonly TenantMigration[]> =>
  withMigrationLock(owner, async (connection) => {
    const { progress = () => undefined, files = migrationFiles() } = options
    const { applied, pending } = await migrationState(connection, { ...options, files })
    requireKnown(applied, files)
    const bySchema = [...Map.groupBy(pending, labelOf)]
    for (const [index, [label, ofSchema]] of bySchema.entries()) {
      await applyAll(connection, ofSchema, files, 'rollback')
      progress(`${index + 1}/${bySchema.length} ${label}: tried and rolled back`)
    }
    return pending
  })

/** @throws MigrationUnknown when a script is not there: without it nothing may be recorded as applied */
const applyAll = async (
  connection: ReservedConnection,
  pending: readonly TenantMigration[],
  files: readonly Migration[],
  end: 'commit' | 'rollback' = 'commit',
): Promise<void> => {
  const steps = pending.map((migration) => ({
    ...migration,
    script: fileOf(migration, files).up,
    record: () =>
      connection`insert into finance.migrations ${connection([migration], 'tenant', 'version', 'name')}`,
  }))
  return runScripts(connection, steps, end)
}

/** @throws MigrationUnknown when this release does not have one of these migrations */
const requireKnown = (applied: readonly TenantMigration[], files: readonly Migration[]): void => {
  const known = new Set(files.map(({ name }) => name))
  const unknown = applied.find(({ name }) => !known.has(name))
  if (unknown) throw new MigrationUnknown(unknown)
}

/** @throws MigrationUnknown when this release does not have the migration */
export const fileOf = (migration: TenantMigration, files: readonly Migration[]): Migration => {
  const file = files.find(({ name }) => name === migration.name)
  if (file === undefined) throw new MigrationUnknown(migration)
  return file
}

/**
 * The schemas of the tenants in the versions that are not retired. One that a rebuild has not made yet is
 * left out: without it a script would make its tables in the next schema of the search path. The schemas of
 * the versions in use are listed even before the set-up of the database has made them.
 * @throws TenantNotFound when the tenant of the argument does not exist
 */
const schemasOf = async (
  sql: Queries,
  tenant: string | undefined,
  liveOnly: boolean,
): Promise<TenantVersion[]> => {
  const schemas = await sql<TenantVersion[]>`
    select id as tenant, read_models.version from finance.tenants cross join finance.read_models
    where id = coalesce(${tenant ?? null}::text, id) and retired_at is null
      and (live_at is not null or (not ${liveOnly} and exists (
        select from pg_namespace where nspname = 'tenant_' || id || '_v' || read_models.version
      )))
    order by id, read_models.version`
  if (tenant !== undefined && schemas.length === 0) throw new TenantNotFound(tenant)
  return [...schemas]
}

type Step = TenantMigration & {
  script: string
  /** Updates finance.migrations. */
  record(): PromiseLike<unknown>
}

const lockTimeoutMs = 2_000
const pauseMs = 1_000
/** Longer than a report may be read, so that a slow client of one fails no deployment. */
export const maxLockWaitMs = 6 * 60_000
/** How often the scripts of a schema are tried. */
const maxAttempts = { '40P01': 5, '55P03': maxLockWaitMs / (lockTimeoutMs + pauseMs) }

/**
 * Runs the scripts of one schema in one transaction. The service works meanwhile, and may read two tables in
 * another order than the scripts lock them: PostgreSQL then ends one of the two. And a script that waits for
 * a table, such as one of which a report is read, makes all later queries of that tenant wait behind it, so
 * it gives up after two seconds and lets them pass. In both cases the scripts are run again.
 */
export const runScripts = async (
  connection: ReservedConnection,
  steps: readonly Step[],
  end: 'commit' | 'rollback',
): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    const failure = await tryScripts(connection, steps, end)
    if (failure === undefined) return
    const code = lockFailure(failure.cause)
    if (code === undefined || attempt >= maxAttempts[code]) throw failure
    if (code === '55P03') await pause(pauseMs)
  }
}

/** Returns the failure of a script, after which the transaction is rolled back. */
const tryScripts = async (
  connection: ReservedConnection,
  steps: readonly Step[],
  end: 'commit' | 'rollback',
): Promise<MigrationFailed | undefined> => {
  let current = steps[0]
  if (current === undefined) return undefined
  const schema = tenantSchema({ tenantId: current.tenant, version: current.version })
  const settings = [`search_path = "${schema}", finance, public`, `lock_timeout = ${lockTimeoutMs}`]
  const begin = ['begin', ...settings.map((setting) => `set local ${setting}`)]
  try {
    await connection.unsafe(begin.join('; ')).simple()
    for (const step of steps) {
      current = step
      await connection.unsafe(step.script).simple()
      await step.record()
    }
    await connection.unsafe(end)
    return undefined
  } catch (cause) {
    await connection`rollback`.catch(() => undefined)
    return new MigrationFailed(current, cause)
  }
}
