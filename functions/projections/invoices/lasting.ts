import type { Queries } from '../../../infra/postgres/connect.ts'
import { errorCode } from '../../../infra/process/error-code.ts'

/**
 * Whether PostgreSQL would refuse the same write again tomorrow: bad data (22), a broken constraint (23), no such schema or
 * table (3F, 42). A missing right (42501) is the operator's to give, so it passes like a database that is down.
 */
export const isLasting = (error: unknown): boolean => {
  const code = errorCode(error)
  return code !== undefined && /^(22|23|3F|42)[0-9A-Z]{3}$/.test(code) && code !== '42501'
}

/**
 * Whether a table or column is missing of a tenant that was provisioned: the migrations are ahead of this code or behind it, which
 * passes with the rest of the deployment.
 */
export const isBetweenReleases = async (sql: Queries, tenantId: string, error: unknown): Promise<boolean> => {
  if (!['42P01', '42703'].includes(errorCode(error) ?? '')) return false
  const [tenant] = await sql`select from finance.tenants where id = ${tenantId}`
  return tenant !== undefined
}
