import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { type Bucket, type Rate, takeRequest } from './token-bucket.ts'

const defaults: Rate = { perSecond: 100, burst: 200 }
const secondMicros = 1_000_000

/** Requests of one tenant: microseconds since the one before, and how many arrive at that moment. */
type Arrivals = readonly { pauseMicros: number; count: number }[]

const pause = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 3 * secondMicros }) },
  // The moments at which a limiter with windows errs.
  {
    weight: 2,
    arbitrary: fc.constantFrom(9_999, 10_000, 999_999, secondMicros, 1_999_999, 2 * secondMicros),
  },
)
const arrivals: fc.Arbitrary<Arrivals> = fc.array(
  fc.record({
    pauseMicros: pause,
    count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(99, 100, 200, 400)),
  }),
  { maxLength: 200 },
)
const rate: fc.Arbitrary<Rate> = fc.oneof(
  fc.constant(defaults),
  fc
    .record({ perSecond: fc.integer({ min: 1, max: 3_000 }), extra: fc.integer({ min: 0, max: 3_000 }) })
    .map(({ perSecond, extra }) => ({ perSecond, burst: perSecond + extra })),
)
/** A real clock has no particular value at the start. */
const startMicros = fc.integer({ min: 0, max: 2_000_000_000_000_000 })

/** Returns the times of all requests, and of those that pass. */
const send = (sent: Arrivals, limit: Rate, start: number) => {
  let nowMicros = start
  let bucket: Bucket | undefined
  const times: number[] = []
  const passed: number[] = []
  for (const { pauseMicros, count } of sent) {
    nowMicros += pauseMicros
    for (let request = 0; request < count; request++) {
      const taken = takeRequest(bucket, limit, nowMicros)
      bucket = taken.bucket
      times.push(nowMicros)
      if (taken.allowed) passed.push(nowMicros)
    }
  }
  return { times, passed, bucket, nowMicros }
}

/** The most times within any span of this length, of which the end does not belong to it. */
const mostWithin = (times: readonly number[], spanMicros: number): number => {
  let most = 0
  let first = 0
  for (const [last, time] of times.entries()) {
    while (time - (times[first] ?? 0) >= spanMicros) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

describe('whatever the requests, their times and the limit', () => {
  test('who never sends more than the rate in a second is never refused', () => {
    fc.assert(
      fc.property(arrivals, rate, startMicros, (sent, limit, start) => {
        const { times } = send(sent, limit, start)
        const kept: number[] = []
        // Leaves out each request that would be too many for its second, as a client that counts would.
        for (const time of times)
          if (time - (kept.at(-limit.perSecond) ?? Number.NEGATIVE_INFINITY) >= secondMicros) kept.push(time)
        let bucket: Bucket | undefined
        const refused = kept.filter((time) => {
          const taken = takeRequest(bucket, limit, time)
          bucket = taken.bucket
          return !taken.allowed
        })
        expect(refused).toEqual([])
      }),
    )
  })

  test('after the silence in which a bucket fills, the burst passes at once, and no request more', () => {
    fc.assert(
      fc.property(arrivals, rate, startMicros, (sent, limit, start) => {
        const before = send(sent, limit, start)
        const silenceMicros = Math.ceil((limit.burst * secondMicros) / limit.perSecond)
        let bucket = before.bucket
        let passed = 0
        for (let request = 0; request <= limit.burst; request++) {
          const taken = takeRequest(bucket, limit, before.nowMicros + silenceMicros)
          bucket = taken.bucket
          if (taken.allowed) passed++
        }
        expect(passed).toBe(limit.burst)
      }),
    )
  })

  test('over any span at most its seconds at the rate and one burst pass', () => {
    fc.assert(
      fc.property(
        arrivals,
        rate,
        startMicros,
        fc.constantFrom(0.02, 0.5, 1, 2, 9, 10, 60),
        (sent, limit, start, spanSeconds) => {
          const { passed } = send(sent, limit, start)
          expect(mostWithin(passed, spanSeconds * secondMicros)).toBeLessThanOrEqual(
            limit.burst + limit.perSecond * spanSeconds,
          )
        },
      ),
    )
  })

  test('a second after a refusal there is a request again', () => {
    fc.assert(
      fc.property(arrivals, rate, startMicros, (sent, limit, start) => {
        const { bucket, nowMicros } = send(sent, limit, start)
        expect(takeRequest(bucket, limit, nowMicros + secondMicros).allowed).toBe(true)
      }),
    )
  })
})

test('with the default limit 200 pass after 2 s of silence and at most 1,200 over 10 s', () => {
  const flood = Array.from({ length: 20_000 }, () => ({ pauseMicros: 1_000, count: 2 }))
  const { passed, nowMicros } = send([...flood, { pauseMicros: 2 * secondMicros, count: 300 }], defaults, 0)
  expect(passed.filter((time) => time === nowMicros).length).toBe(200)
  // Not 1,200, because the end of a span does not belong to it.
  expect(mostWithin(passed, 10 * secondMicros)).toBe(1_199)
})

test('a clock that is set back gives nothing back and locks nobody out', () => {
  const hour = 3_600 * secondMicros
  const empty: Bucket = { missingMillionths: 200 * secondMicros, atMicros: 2 * hour }
  const { allowed, bucket } = takeRequest(empty, defaults, hour)
  expect(allowed).toBe(false)
  expect(takeRequest(bucket, defaults, hour + 10_000).allowed).toBe(true)
})
