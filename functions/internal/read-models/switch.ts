import type { Queries, ReservedConnection, Sql } from '../../../infra/postgres/connect.ts'
import { withMigrationLock } from '../../../infra/postgres/migration-lock.ts'
import { requireTenant } from '../../../infra/postgres/require-tenant.ts'
import { tenantSchema } from '../../../infra/postgres/tenant-schema.ts'
import { ReadModelRefused, readModel, readModels, unknownVersion } from './models.ts'

/** A tenant and the version that it read before. */
export type Switched = { tenant: string; from: number }

/**
 * Lets one tenant, or all, read a version from now on. Each tenant changes in one statement: a transaction
 * reads either version as a whole. Both versions are written on, so that the same call with the other version
 * is the way back. It is safe to repeat after a failure half-way.
 * @throws READ_MODEL_UNKNOWN when there is no such version
 * @throws TenantNotFound when the tenant does not exist
 * @throws READ_MODEL_NOT_FILLED while its rebuild has not reached the head
 */
export const switchTo = (owner: Sql, version: number, tenant?: string): Promise<Switched[]> =>
  withMigrationLock(owner, async (connection) => {
    await requireTenant(connection, tenant)
    const { filledAt } = await readModel(connection, version)
    if (filledAt === null)
      throw new ReadModelRefused(
        'READ_MODEL_NOT_FILLED',
        `Version ${version} lacks rows until its rebuild is finished`,
      )
    const others = await connection<Switched[]>`
      select id as tenant, version as from from finance.tenants
      where id = coalesce(${tenant ?? null}::text, id) and version <> ${version} order by id`
    for (const other of others) await switchTenant(connection, other, version)
    return [...others]
  })

/**
 * A rebuild adds all documents and certificates again. Who asks which came since an instant must not be told
 * of those that were there, nor miss one that only the new version has: it comes for readers with the switch.
 */
const switchTenant = (sql: Queries, { tenant, from }: Switched, version: number) => {
  const tableIn = (one: number, name: string) =>
    sql(`${tenantSchema({ tenantId: tenant, version: one })}.${name}`)
  const documentsIn = (one: number) => tableIn(one, 'tax_documents')
  const receiptsIn = (one: number) => tableIn(one, 'tax_receipts')
  return sql`
    with switched as (update finance.tenants set version = ${version} where id = ${tenant}),
    receipts as (
      update ${receiptsIn(version)} as receipt
      set added_at = coalesce(known.added_at, statement_timestamp())
      from (
        select one.invoice_id, one.payment_id, former.added_at
        from ${receiptsIn(version)} as one left join ${receiptsIn(from)} as former
          on (one.invoice_id, one.payment_id) = (former.invoice_id, former.payment_id)
            and one.reversed_on is not distinct from former.reversed_on
        where one.claim_period is not null and one.added_at is distinct from former.added_at
      ) as known
      where (receipt.invoice_id, receipt.payment_id) = (known.invoice_id, known.payment_id)
    )
    update ${documentsIn(version)} as document
    set added_at = coalesce(known.added_at, statement_timestamp())
    from (
      select document_id, former.added_at
      from ${documentsIn(version)} as one left join ${documentsIn(from)} as former using (document_id)
      where one.added_at is distinct from former.added_at
    ) as known
    where document.document_id = known.document_id`
}

/**
 * Lets tenants read the other version again.
 * @throws READ_MODEL_UNKNOWN when there is no other version to go back to
 */
export const rollBack = async (owner: Sql, tenant?: string): Promise<Switched[]> => {
  const [oldest, newest] = await readModels(owner)
  if (oldest === undefined || newest === undefined)
    throw new ReadModelRefused('READ_MODEL_UNKNOWN', 'There is no other version to go back to')
  return switchTo(owner, oldest.version, tenant)
}

/**
 * Ends a version: from now on its projection passes over all records, and its schemas and roles are dropped.
 * An unfinished rebuild is given up in the same way. Safe to repeat after a failure half-way.
 * @throws READ_MODEL_UNKNOWN when there was no such version
 * @throws READ_MODEL_IN_USE when a tenant reads the version
 */
export const retire = (owner: Sql, version: number): Promise<void> =>
  withMigrationLock(owner, async (connection) => {
    const [model] = await connection<{ tenants: number }[]>`
      select (select count(*)::int from finance.tenants where version = ${version}) as tenants
      from finance.read_models where version = ${version}`
    if (model === undefined) throw unknownVersion(version)
    if (model.tenants > 0)
      throw new ReadModelRefused(
        'READ_MODEL_IN_USE',
        `${model.tenants} tenants read version ${version}: switch them to another one first`,
      )
    await connection`
      update finance.read_models set retired_at = now() where version = ${version} and retired_at is null`
    await dropSchemas(connection, version)
    for (const table of ['set_aside', 'open_numbers', 'open_receipts', 'migrations'])
      await connection`delete from ${connection(`finance.${table}`)} where version = ${version}`
  })

/**
 * A transaction of the projection that is still running ends first: its locks hold the drop of its tables.
 */
const dropSchemas = async (connection: ReservedConnection, version: number): Promise<void> => {
  const tenants = await connection<{ id: string }[]>`select id from finance.tenants order by id`
  for (const { id: tenantId } of tenants) {
    const schema = tenantSchema({ tenantId, version })
    await connection.unsafe(`drop schema if exists "${schema}" cascade`)
    await connection.unsafe(`drop role if exists "${schema}"`)
  }
}
