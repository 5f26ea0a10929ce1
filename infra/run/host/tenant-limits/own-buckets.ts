import { type Bucket, isFull, type Rate, takeRequest } from './token-bucket.ts'

export type OwnBuckets = {
  /** Takes a request of the sender, a tenant or an address, and returns whether it was there. */
  take(sender: string): boolean
  /** How many senders have a bucket. */
  count(): number
}

/** Not the time of day, which can be set. */
const monotonicMicros = (): number => Math.floor(performance.now() * 1000)

/**
 * Creates the buckets of this process. A bucket that is full again is dropped, so there are never more than
 * senders of a request in the time in which a bucket fills.
 */
export const createOwnBuckets = (rate: Rate, nowMicros: () => number = monotonicMicros): OwnBuckets => {
  /** In the order of their last requests. */
  const buckets = new Map<string, Bucket>()

  const dropFull = (now: number): void => {
    for (const [sender, bucket] of buckets) {
      if (!isFull(bucket, rate, now)) return
      buckets.delete(sender)
    }
  }

  return {
    take(sender) {
      const now = nowMicros()
      const { allowed, bucket } = takeRequest(buckets.get(sender), rate, now)
      buckets.delete(sender)
      buckets.set(sender, bucket)
      dropFull(now)
      return allowed
    },
    count: () => buckets.size,
  }
}
