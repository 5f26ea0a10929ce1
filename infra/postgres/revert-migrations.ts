import type { Sql } from './connect.ts'
import { migrationFiles } from './migration-files.ts'
import { withMigrationLock } from './migration-lock.ts'
import {
  fileOf,
  labelOf,
  type MigrationOptions,
  migrationState,
  runScripts,
  type TenantMigration,
} from './migrations.ts'

/** The migration to revert is not one of this release. */
export class MigrationNotFound extends Error {
  readonly code = 'MIGRATION_NOT_FOUND'

  constructor(name: string) {
    super(`${name} is not a migration of this release: npm run migration:show shows their names`)
    this.name = 'MigrationNotFound'
  }
}

/** The schema has a migration that was applied after the one to revert. */
export class MigrationNotNewest extends Error {
  readonly code = 'MIGRATION_NOT_NEWEST'

  constructor({ tenant, version, name }: TenantMigration, toRevert: string) {
    super(`${labelOf({ tenant, version })}: ${name} is newer than ${toRevert}. Revert it first`)
    this.name = 'MigrationNotNewest'
  }
}

/** `name` is the migration to revert. Default: the newest that a tenant has. */
export type RevertOptions = MigrationOptions & { name?: string | undefined }

/**
 * Reverts a migration where it is applied, and returns what was reverted. A tenant that does not have it
 * keeps what it has: the run that applied it or one that reverted it has stopped before that tenant, or it
 * was reverted there alone. Which one is the newest is read before the wait for the lock, so that of two
 * calls at once the second reverts nothing. Without a name a later call reverts the migration before.
 * @throws MigrationFailed when a script fails; the next call continues with that tenant
 * @throws MigrationNotFound when the name is not that of a migration of this release
 * @throws MigrationNotNewest when a tenant with this migration has a newer one; nothing is changed then
 * @throws MigrationUnknown when the newest migration is not one of this release; nothing is changed then
 * @throws TenantNotFound when the tenant of the options does not exist
 */
export const revertMigrations = async (
  owner: Sql,
  options: RevertOptions = {},
): Promise<TenantMigration[]> => {
  const { files = migrationFiles(), progress = () => undefined, name: given } = options
  if (given !== undefined && !files.some(({ name }) => name === given)) throw new MigrationNotFound(given)
  const wanted = given ?? newestOf((await migrationState(owner, options)).applied)
  return withMigrationLock(owner, async (connection) => {
    const { applied } = await migrationState(connection, options)
    const reverted = applied
      .filter(({ name }) => name === wanted)
      .map(({ tenant, version, name }) => ({ tenant, version, name }))
    requireNewest(reverted, applied)
    for (const [index, migration] of reverted.entries()) {
      const { tenant, version, name } = migration
      const file = fileOf(migration, files)
      const record = () => connection`
        delete from finance.migrations where tenant = ${tenant} and version = ${version} and name = ${name}`
      await runScripts(connection, [{ ...migration, script: file.down, record }], 'commit')
      progress(`${index + 1}/${reverted.length} ${labelOf(migration)}: ${name} reverted`)
    }
    return reverted
  })
}

const newestOf = (applied: readonly TenantMigration[]): string | undefined =>
  applied
    .map(({ name }) => name)
    .sort()
    .at(-1)

/** @throws MigrationNotNewest when a schema of these migrations has a newer one */
const requireNewest = (reverted: readonly TenantMigration[], applied: readonly TenantMigration[]): void => {
  for (const migration of reverted) {
    const ofSchema = applied.filter((one) => labelOf(one) === labelOf(migration))
    const newest = newestOf(ofSchema)
    if (newest !== undefined && newest > migration.name)
      throw new MigrationNotNewest({ ...migration, name: newest }, migration.name)
  }
}
