import type { Queries } from './connect.ts'
import { TenantNotFound } from './tenant-schema.ts'

/** @throws TenantNotFound when a tenant is named and this database does not have it */
export const requireTenant = async (sql: Queries, tenantId: string | undefined): Promise<void> => {
  if (tenantId === undefined) return
  const found = await sql`select from finance.tenants where id = ${tenantId}`
  if (found.length === 0) throw new TenantNotFound(tenantId)
}
