import { type Bucket, isFull, type Rate, takeRequest } from './token-bucket.ts'

export type OwnBuckets = {
  /** Takes a request of the tenant and returns whether it was there. */
  take(tenantId: string): boolean
  /** How many tenants have a bucket. */
  count(): number
}

/** Not the time of day, which can be set. */
const monotonicMicros = (): number => Math.floor(performance.now() * 1000)

/**
 * Creates the buckets of this process. A bucket that is full again is dropped, so there are never more than
 * tenants that sent a request in the time in which a bucket fills.
 */
export const createOwnBuckets = (rate: Rate, nowMicros: () => number = monotonicMicros): OwnBuckets => {
  /** In the order of their last requests. */
  const buckets = new Map<string, Bucket>()

  const dropFull = (now: number): void => {
    for (const [tenantId, bucket] of buckets) {
      if (!isFull(bucket, rate, now)) return
      buckets.delete(tenantId)
    }
  }

  return {
    take(tenantId) {
      const now = nowMicros()
      const { allowed, bucket } = takeRequest(buckets.get(tenantId), rate, now)
      buckets.delete(tenantId)
      buckets.set(tenantId, bucket)
      dropFull(now)
      return allowed
    },
    count: () => buckets.size,
  }
}
