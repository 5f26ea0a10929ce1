import type { ReservedConnection, Sql } from './connect.ts'
import { withMigrationLock } from './migration-lock.ts'
import { runMigrationsUnderLock } from './migrations.ts'
import { type TenantScope, tenantSchema } from './tenant-schema.ts'

/** The PostgreSQL roles that get rights on a tenant's schema. */
export type RoleNames = {
  /** Role of the projection. Default finance_writer. */
  writer?: string
  /** Role of the queries. Default finance_reader. */
  reader?: string
}

/**
 * Creates a tenant's roles, schemas, rights and tables, one of each for every version of the read model that
 * is not retired, and adds the tenant to finance.tenants. It needs the owner login. It is safe to run again,
 * after a failure half-way, and from several processes at once.
 * @throws TenantIdInvalid when the id cannot be part of a schema's name
 * @throws MigrationFailed when a migration of the tenant fails
 * @throws StoreUnavailable when the database cannot be reached
 */
export const provisionTenant = (owner: Sql, tenantId: string, roles: RoleNames = {}): Promise<void> => {
  tenantSchema({ tenantId, version: 1 })
  const { writer = 'finance_writer', reader = 'finance_reader' } = roles
  return withMigrationLock(owner, async (connection) => {
    const versions = await connection<{ version: number }[]>`
      select version from finance.read_models where retired_at is null order by version`
    for (const { version } of versions)
      await createSchema(connection, { tenantId, version }, { writer, reader })
    await insertTenant(connection, tenantId)
    await runMigrationsUnderLock(connection, { tenant: tenantId })
  })
}

/** Creates the role and the schema of a tenant for a version of the read model, with their rights. */
export const createSchema = async (
  connection: ReservedConnection,
  scope: TenantScope,
  { writer, reader }: Required<RoleNames>,
): Promise<void> => {
  await connection.unsafe(schemaAndRights(tenantSchema(scope), { writer, reader })).simple()
}

/** Queries begin with the oldest version, which is whole. A switch of all tenants takes this one along. */
const insertTenant = (connection: ReservedConnection, tenantId: string): PromiseLike<unknown> =>
  connection`
    insert into finance.tenants (id, version)
    select ${tenantId}, min(version) from finance.read_models
    where filled_at is not null and retired_at is null
    on conflict (id) do nothing`

/** One transaction. The default privileges give the tables of later migrations the same rights. */
const schemaAndRights = (schema: string, roles: Required<RoleNames>): string => {
  const tenant = quoted(schema)
  const writer = quoted(roles.writer)
  const reader = quoted(roles.reader)
  return `
    begin;
    do $$ begin
      if not exists (select from pg_roles where rolname = '${schema}') then
        create role ${tenant} nologin noinherit;
      end if;
    end $$;
    create schema if not exists ${tenant};
    grant usage on schema ${tenant} to ${tenant}, ${writer};
    grant select on all tables in schema ${tenant} to ${tenant};
    grant select, insert, update, delete on all tables in schema ${tenant} to ${writer};
    alter default privileges in schema ${tenant} grant select on tables to ${tenant};
    alter default privileges in schema ${tenant} grant select, insert, update, delete on tables to ${writer};
    grant ${tenant} to ${reader} with inherit false, set true;
    commit;`
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
