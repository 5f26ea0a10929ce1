import { settings } from '../../../config/settings.ts'
import { createLineLimit } from '../../../observability/line-limit.ts'
import { log } from '../../../observability/log.ts'
import { count } from '../../../observability/metrics.ts'
import { createAddressLimit } from './address-limit.ts'
import { configuredLimits, type Limits } from './limits.ts'
import { createOwnBuckets } from './own-buckets.ts'
import { createOwnCounts } from './own-counts.ts'
import { createSharedLimits, type Decision, type SharedLimits } from './shared-limits.ts'

export type TenantLimits = {
  /** Decides on a request of a tenant, and counts it. Users of the platform have the tenant ''. */
  decide(tenantId: string): Promise<Decision>
  /**
   * Decides on a request that needs no token, by the address that sent it: each has the rate of a tenant in
   * this process. Behind a proxy all clients have its address.
   */
  decideByAddress(address: string): Decision
  close(): void
}

/**
 * Starts the limits of the configuration: those of this process, and those that it has in common with others
 * when REDIS_URL names a Redis.
 * @throws ConfigurationError when a variable is invalid
 */
export const startTenantLimits = async (service: string): Promise<TenantLimits> => {
  const limits = configuredLimits()
  const { REDIS_URL } = settings(['REDIS_URL'])
  const limited = limits.rate !== undefined || limits.requestsPerMonth !== undefined
  if (!REDIS_URL || !limited) return createTenantLimits(limits, undefined)
  // Imported only here, because without a Redis its client is not needed.
  const { connectRedis } = await import('../../../redis/connect.ts')
  const redis = await connectRedis(REDIS_URL)
  return createTenantLimits(limits, createSharedLimits({ redis, limits, service }))
}

/**
 * Creates the limits of tenants as a usage plan of API Gateway has them: a rate, and a quota of the month
 * that only requests within the rate count against. A request that is over the rate in this process alone is
 * refused without asking Redis, which would refuse it too. Without a reply of Redis this process decides
 * alone, from the last count that it knows.
 */
export const createTenantLimits = (
  { rate, requestsPerMonth }: Limits,
  shared: SharedLimits | undefined,
): TenantLimits => {
  const buckets = rate && createOwnBuckets(rate)
  const counts = requestsPerMonth === undefined ? undefined : createOwnCounts(requestsPerMonth)
  const report = createReport()

  const decide = async (tenantId: string): Promise<Decision> => {
    if (buckets?.take(tenantId) === false) return 'THROTTLED'
    const reply = await shared?.decide(tenantId)
    if (reply) {
      counts?.learn(tenantId, reply.requestsThisMonth)
      return reply.decision
    }
    // The platform registers tenants: no quota may keep it from that.
    return tenantId === '' || counts?.take(tenantId) !== false ? 'ALLOWED' : 'QUOTA_EXCEEDED'
  }

  const reported = (decision: Decision, tenantId: string): Decision => {
    if (decision === 'ALLOWED') return decision
    count('rate_limited_requests_total', { reason: decision.toLowerCase(), tenant: tenantId })
    report(tenantId, decision)
    return decision
  }

  return {
    decide: async (tenantId) => reported(await decide(tenantId), tenantId),
    decideByAddress: createAddressLimit(rate),
    close: () => shared?.close(),
  }
}

/** Creates the function that logs a refusal, for each tenant and reason at most once in ten seconds. */
const createReport = () => {
  const limit = createLineLimit({ intervalMs: 10_000 })
  return (tenantId: string, decision: Decision): void => {
    const refusedBefore = limit(`${decision} ${tenantId}`)
    if (refusedBefore === undefined) return
    log('warn', 'Requests above the limit of a tenant are refused', { tenantId, decision, refusedBefore })
  }
}
