import type { ReservedConnection, Sql } from './connect.ts'
import { runMigrationsUnderLock, withMigrationLock } from './migrations.ts'
import { tenantSchema } from './tenant-schema.ts'

/** The PostgreSQL roles that get rights on a tenant's schema. */
export type RoleNames = {
  /** Role of the projection. Default finance_writer. */
  writer?: string | undefined
  /** Role of the queries. Default finance_reader. */
  reader?: string | undefined
}

/**
 * Creates a tenant's role, schema, rights and tables, and adds the tenant to finance.tenants. It needs the
 * owner login. It is safe to run again, after a failure half-way, and from several processes at once.
 * @throws TenantIdInvalid when the id cannot be part of a schema's name
 * @throws MigrationFailed when a migration of the tenant fails
 * @throws StoreUnavailable when the database cannot be reached
 */
export const provisionTenant = (owner: Sql, tenantId: string, roles: RoleNames = {}): Promise<void> => {
  const schema = tenantSchema(tenantId)
  const { writer = 'finance_writer', reader = 'finance_reader' } = roles
  return withMigrationLock(owner, async (connection) => {
    await connection.unsafe(schemaAndRights(schema, { writer, reader })).simple()
    await insertTenant(connection, tenantId)
    await runMigrationsUnderLock(connection, { tenant: tenantId })
  })
}

const insertTenant = (connection: ReservedConnection, tenantId: string): PromiseLike<unknown> =>
  connection`insert into finance.tenants (id) values (${tenantId}) on conflict (id) do nothing`

/** One transaction. The default privileges give the tables of later migrations the same rights. */
const schemaAndRights = (schema: string, roles: { writer: string; reader: string }): string => {
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
