import type { Sql } from '../../postgres/connect.ts'
import { tenantSchema } from '../../postgres/tenant-schema.ts'
import { BackupError } from './format/backup-error.ts'
import { savedTables } from './saved-tables.ts'

/**
 * Checks that the database has no data of a service, and that no service uses it. Tenants without rows
 * are allowed: a restore that was stopped may have made them.
 * @throws DATABASE_NOT_SET_UP when migrations/setup.sql was not applied
 * @throws STORE_NOT_EMPTY when it has data, or a service is connected as `writer`
 */
export const requireEmptyDatabase = async (owner: Sql, writer: string): Promise<void> => {
  await requireSetUp(owner)
  const [users] = await owner<{ connections: number }[]>`
    select count(*)::int as connections from pg_stat_activity
    where datname = current_database() and usename = ${writer} and pid <> pg_backend_pid()`
  if (users && users.connections > 0)
    throw new BackupError(
      'STORE_NOT_EMPTY',
      `A service is connected to the database as ${writer}: stop it first`,
    )
  const [relay] = await owner<{ begun: boolean }[]>`
    select checkpoint_commit > 0 as begun from finance.relay`
  if (relay?.begun) throw notEmpty('its relay has published events')
  for (const table of savedTables) await requireNoRows(owner, `finance.${table}`)
  const tenants = await owner<{ id: string; version: number }[]>`select id, version from finance.tenants`
  for (const { id, version } of tenants)
    for (const name of ['invoices', 'receipts', 'tax_documents']) {
      const table = `"${tenantSchema({ tenantId: id, version })}".${name}`
      const [found] = await owner<{ table: string | null }[]>`select to_regclass(${table})::text as table`
      if (found?.table) await requireNoRows(owner, table)
    }
}

const requireSetUp = async (owner: Sql): Promise<void> => {
  const [found] = await owner<{ table: string | null }[]>`
    select to_regclass('finance.token_families')::text as table`
  if (!found?.table)
    throw new BackupError(
      'DATABASE_NOT_SET_UP',
      'The database has not all shared tables: run migrations/setup.sql as its owner first',
    )
}

const requireNoRows = async (owner: Sql, table: string): Promise<void> => {
  const rows = await owner.unsafe(`select 1 from ${table} limit 1`)
  if (rows.length > 0) throw notEmpty(`${table} has rows`)
}

const notEmpty = (what: string): BackupError =>
  new BackupError('STORE_NOT_EMPTY', `The database is not empty: ${what}. Restore into an empty database`)
