import { readHead } from '../../../infra/event-store/all-events.ts'
import type { Queries, ReservedConnection, Sql } from '../../../infra/postgres/connect.ts'
import { withMigrationLock } from '../../../infra/postgres/migration-lock.ts'
import { runMigrationsUnderLock } from '../../../infra/postgres/migrations.ts'
import { createSchema, type RoleNames } from '../../../infra/postgres/provision.ts'
import { projectionOf } from '../../read-model/versions.ts'
import { type ReadModel, ReadModelRefused, readModel, readModels } from './models.ts'

type Options = {
  roles: Required<RoleNames>
  progress(line: string): void
  mayContinue(): boolean
}

/**
 * Makes the version that a rebuild fills, unless an earlier call has begun one: a schema with all tables for
 * each tenant, then the start of its projection, then the head up to which it has to be filled. Events after
 * the head come by the projection, because it writes the version before the head is read. Returns undefined
 * when the time was over before all schemas were made.
 * @throws READ_MODEL_NOT_RETIRED when two versions exist already
 */
export const beginRebuild = async (owner: Sql, options: Options): Promise<ReadModel | undefined> => {
  const version = await withMigrationLock(owner, async (connection) => {
    const next = await versionToFill(connection)
    if (!(await createSchemas(connection, next, options))) return undefined
    await connection`
      update finance.read_models set live_at = now() where version = ${next} and live_at is null`
    return next
  })
  if (version === undefined) return undefined
  const model = await readModel(owner, version)
  return model.head === null ? setHead(owner, version) : model
}

const versionToFill = async (connection: ReservedConnection): Promise<number> => {
  const models = await readModels(connection)
  const begun = models.find(({ filledAt }) => filledAt === null)
  if (begun) return begun.version
  if (models.length > 1)
    throw new ReadModelRefused(
      'READ_MODEL_NOT_RETIRED',
      `Versions ${models.map(({ version }) => version).join(' and ')} exist: retire the one that nobody reads`,
    )
  const version = await nextVersion(connection, models[0]?.version ?? 0)
  await connection`insert into finance.read_models (version) values (${version})`
  return version
}

/** A number that no version had, and of the other function than the version in use: see projectionOf. */
const nextVersion = async (sql: Queries, inUse: number): Promise<number> => {
  const [row] = await sql<{ latest: number }[]>`
    select coalesce(max(version), 0)::int as latest from finance.read_models`
  const next = (row?.latest ?? 0) + 1
  return projectionOf(next) === projectionOf(inUse) ? next + 1 : next
}

/** Returns false when the time was over before the last tenant. */
const createSchemas = async (
  connection: ReservedConnection,
  version: number,
  { roles, progress, mayContinue }: Options,
): Promise<boolean> => {
  const tenants = await tenantsWithout(connection, version)
  for (const [index, tenantId] of tenants.entries()) {
    if (!mayContinue()) return false
    await createSchema(connection, { tenantId, version }, roles)
    await runMigrationsUnderLock(connection, { tenant: tenantId })
    progress(`${index + 1}/${tenants.length} ${tenantId}: schema of version ${version} made`)
  }
  return true
}

/** Tenants without any migration in this version: it comes with the tables, after the schema. */
const tenantsWithout = async (sql: Queries, version: number): Promise<string[]> => {
  const rows = await sql<{ id: string }[]>`
    select id from finance.tenants where not exists (
      select from finance.migrations where tenant = tenants.id and version = ${version}
    ) order by id`
  return rows.map(({ id }) => id)
}

/** An empty store has nothing to fill. */
const setHead = async (owner: Sql, version: number): Promise<ReadModel> => {
  const head = await readHead()
  await owner`
    update finance.read_models
    set head_commit = ${String(head?.commit ?? 0)}, head_prepare = ${String(head?.prepare ?? 0)}
    where version = ${version} and head_commit is null`
  return readModel(owner, version)
}
