import type { Reserved, Sql } from './connect.ts'
import { runMigrationsUnderLock, withMigrationLock } from './migrations.ts'
import { tenantSchema } from './tenant-schema.ts'

export type RoleNames = {
  /** Login of the projection; default finance_writer. */
  writer?: string | undefined
  /** Login of the queries; default finance_reader. */
  reader?: string | undefined
}

/**
 * Makes a tenant's role, schema, rights and tables, and lists the tenant. Safe to run again, after a failure half-way, and
 * twice at once. For the owner login. Throws TENANT_ID_INVALID, MIGRATION_FAILED, StoreUnavailable.
 */
export const provisionTenant = (owner: Sql, tenantId: string, logins: RoleNames = {}): Promise<void> => {
  const schema = tenantSchema(tenantId)
  return withMigrationLock(owner, async (connection) => {
    await connection
      .unsafe(
        schemaAndRights(schema, {
          writer: logins.writer ?? 'finance_writer',
          reader: logins.reader ?? 'finance_reader',
        }),
      )
      .simple()
    await listed(connection, tenantId)
    await runMigrationsUnderLock(connection, { tenant: tenantId })
  })
}

const listed = (connection: Reserved, tenantId: string): PromiseLike<unknown> =>
  connection`insert into finance.tenants (id) values (${tenantId}) on conflict (id) do nothing`

/** One transaction. The default privileges give the tables of later migrations the same rights. */
const schemaAndRights = (schema: string, logins: Required<RoleNames>): string => {
  const tenant = quoted(schema)
  const writer = quoted(String(logins.writer))
  const reader = quoted(String(logins.reader))
  return `
    begin;
    do $$ begin
      if not exists (select from pg_roles where rolname = '${schema}') then create role ${tenant} nologin noinherit; end if;
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
