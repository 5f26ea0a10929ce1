import type { Queries } from './connect.ts'

/** Both days belong to it; they are dates in Dhaka, YYYY-MM-DD. */
export type UsagePeriod = { from: string; to: string }

/** What the invocations of one function and operation used for a tenant; '' is what belongs to no tenant. */
export type UsageRow = {
  tenantId: string
  functionKey: string
  operation: string
  invocations: bigint
  errors: bigint
  billedMs: bigint
  megabyteMs: bigint
}

/** Returns the usage in the period that the current role may read: under a tenant's role only its own. */
export const readUsage = async (sql: Queries, period: UsagePeriod): Promise<UsageRow[]> =>
  toRows(
    await sql<TextRow[]>`
    select ${sums(sql)} from finance.usage
    where day between ${period.from} and ${period.to} group by tenant, function, operation`,
  )

/** Returns the usage of all tenants, or of one. It needs the login of the reader, without a tenant's role. */
export const readUsageOfAll = async (
  sql: Queries,
  period: UsagePeriod,
  tenantId?: string,
): Promise<UsageRow[]> =>
  toRows(
    await sql<TextRow[]>`
    select ${sums(sql)} from finance.usage_of_all
    where day between ${period.from} and ${period.to} and tenant = coalesce(${tenantId ?? null}::text, tenant)
    group by tenant, function, operation`,
  )

/** Returns the ids of all tenants in alphabetical order. */
export const readTenantIds = async (sql: Queries): Promise<string[]> =>
  (await sql<{ id: string }[]>`select id from finance.tenants order by id`).map(({ id }) => id)

const sums = (sql: Queries) => sql`
  tenant as "tenantId", function as "functionKey", operation, sum(invocations)::text as invocations,
  sum(errors)::text as errors, sum(billed_ms)::text as "billedMs", sum(megabyte_ms)::text as "megabyteMs"`

type TextRow = Record<keyof UsageRow, string>

/** An operation whose usage was moved to another row since leaves a row of zeros. */
const toRows = (rows: readonly TextRow[]): UsageRow[] =>
  rows
    .map(({ tenantId, functionKey, operation, ...figures }) => ({
      ...{ tenantId, functionKey, operation },
      invocations: BigInt(figures.invocations),
      errors: BigInt(figures.errors),
      billedMs: BigInt(figures.billedMs),
      megabyteMs: BigInt(figures.megabyteMs),
    }))
    .filter(({ invocations, megabyteMs }) => invocations !== 0n || megabyteMs !== 0n)
