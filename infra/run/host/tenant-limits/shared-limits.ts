import type { Redis } from 'ioredis'
import { log } from '../../../observability/log.ts'
import { createOptionalCalls } from '../../../redis/optional-calls.ts'
import type { Limits } from './limits.ts'
import { endOfUtcMonthMs, utcMonthOf } from './month.ts'

export type Decision = 'ALLOWED' | 'THROTTLED' | 'QUOTA_EXCEEDED'

export type SharedLimits = {
  /**
   * Decides on a request of the tenant together with all processes, and counts it. Undefined when Redis does
   * not reply.
   */
  decide(tenantId: string): Promise<{ decision: Decision; requestsThisMonth: number } | undefined>
  close(): void
}

/**
 * The same bucket as in token-bucket.ts, by the clock of the server, which all processes have in common, and
 * the count of the month. A limit of 0 is none. A refused request is not counted. A bucket expires when it is
 * full again. All numbers are whole and smaller than 2^53, so Lua computes them exactly.
 */
export const script = `
local perSecond, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local requestsPerMonth, countExpiresAtMs = tonumber(ARGV[3]), ARGV[4]
local request = 1000000
local missing, count, decision = 0, 0, 'ALLOWED'

if perSecond > 0 then
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local bucket = redis.call('HMGET', KEYS[1], 'missingMillionths', 'atMicros')
  if bucket[1] then
    missing = math.max(0, bucket[1] - math.max(0, now - bucket[2]) * perSecond)
  end
  if missing + request > burst * request then decision = 'THROTTLED' end
  redis.call('HSET', KEYS[1], 'atMicros', string.format('%.0f', now))
end
if requestsPerMonth > 0 then
  count = tonumber(redis.call('GET', KEYS[2]) or '0')
  if decision == 'ALLOWED' and count >= requestsPerMonth then decision = 'QUOTA_EXCEEDED' end
end

if perSecond > 0 then
  if decision == 'ALLOWED' then missing = missing + request end
  redis.call('HSET', KEYS[1], 'missingMillionths', string.format('%.0f', missing))
  redis.call('PEXPIRE', KEYS[1], math.ceil(missing / perSecond / 1000) + 1)
end
if requestsPerMonth > 0 and decision == 'ALLOWED' then
  count = redis.call('INCR', KEYS[2])
  redis.call('PEXPIREAT', KEYS[2], countExpiresAtMs)
end
return { decision, count }
`

type WithDecide = Redis & {
  decideOnRequest(
    bucketKey: string,
    countKey: string,
    ...numbers: [perSecond: number, burst: number, requestsPerMonth: number, countExpiresAtMs: number]
  ): Promise<[Decision, number]>
}

const outage = 'Redis does not reply: each process limits the tenants by itself'

type Options = {
  redis: Redis
  limits: Limits
  /** Begins the keys. */
  service: string
  /** A reply that takes longer is none. */
  timeoutMs?: number | undefined
  now?: (() => Date) | undefined
}

/** Creates the limits that all processes on one Redis have in common. */
export const createSharedLimits = (options: Options): SharedLimits => {
  const { redis, limits, service, timeoutMs = 100, now = () => new Date() } = options
  const { rate, requestsPerMonth = 0 } = limits
  redis.defineCommand('decideOnRequest', { numberOfKeys: 2, lua: script })
  const callRedis = createOptionalCalls({
    timeoutMs,
    onOutage: (error) => log('warn', outage, { error }),
    onRecovery: () => log('info', 'Redis replies again: the processes limit the tenants together'),
  })

  return {
    async decide(tenantId) {
      // The braces make both keys belong to one slot of a cluster.
      const prefix = `${service}:{tenant:${tenantId}}`
      const keys = [`${prefix}:bucket`, `${prefix}:requests:${utcMonthOf(now())}`] as const
      const numbers = [
        rate?.perSecond ?? 0,
        rate?.burst ?? 0,
        tenantId === '' ? 0 : requestsPerMonth,
        endOfUtcMonthMs(now()),
      ] as const
      const reply = await callRedis(() => (redis as WithDecide).decideOnRequest(...keys, ...numbers))
      return reply && { decision: reply[0], requestsThisMonth: reply[1] }
    },
    close: () => redis.disconnect(),
  }
}
