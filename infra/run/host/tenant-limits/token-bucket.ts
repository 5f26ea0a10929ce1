/** `perSecond` requests on average, and `burst` at once after a silence. Both are whole numbers. */
export type Rate = { perSecond: number; burst: number }

/**
 * What is missing from a full bucket, in millionths of a request, at a time in whole microseconds. In these
 * units the numbers are whole: `perSecond` millionths come back in a microsecond.
 */
export type Bucket = { missingMillionths: number; atMicros: number }

const requestMillionths = 1_000_000

/**
 * Takes one request out of a bucket; undefined is a full one. Returns whether it was there, and the bucket
 * after that. A refused request takes nothing, so a client that goes on sending is not punished for it. A
 * clock that is set back gives nothing back.
 */
export const takeRequest = (
  bucket: Bucket | undefined,
  rate: Rate,
  nowMicros: number,
): { allowed: boolean; bucket: Bucket } => {
  const missing = missingAt(bucket, rate, nowMicros)
  const allowed = missing + requestMillionths <= rate.burst * requestMillionths
  return {
    allowed,
    bucket: { missingMillionths: allowed ? missing + requestMillionths : missing, atMicros: nowMicros },
  }
}

/** Returns whether the bucket is full again, and so need not be kept. */
export const isFull = (bucket: Bucket, rate: Rate, nowMicros: number): boolean =>
  missingAt(bucket, rate, nowMicros) === 0

const missingAt = (bucket: Bucket | undefined, { perSecond }: Rate, nowMicros: number): number =>
  bucket === undefined
    ? 0
    : Math.max(0, bucket.missingMillionths - Math.max(0, nowMicros - bucket.atMicros) * perSecond)
