import { setTimeout as pause } from 'node:timers/promises'
import { expect } from '@jest/globals'
import * as fc from 'fast-check'
import { closedAfterEach } from '../../../redis/testing/connections.ts'
import { redisTest, type TestRedis } from '../../local/testing/redis.ts'
import type { Limits } from './limits.ts'
import { createSharedLimits, script } from './shared-limits.ts'
import { type Bucket, takeRequest } from './token-bucket.ts'

const withRedis = await redisTest()
/** So slow that a test ends before a request comes back. */
const almostNever = { perSecond: 1, burst: 200 }

const connect = closedAfterEach()

type Settings = Partial<Limits> & { now?: () => Date; timeoutMs?: number }

/** Waits long for a reply, because a test has no say in how fast this machine is. */
const sharedLimits = async (server: TestRedis, { now, timeoutMs = 20_000, ...limits }: Settings) =>
  createSharedLimits({
    redis: await connect(server),
    limits: { rate: undefined, requestsPerMonth: undefined, ...limits },
    service: 'finance',
    timeoutMs,
    now,
  })

withRedis('processes have one bucket for a tenant, and each tenant its own', async (server) => {
  const startedAtMs = performance.now()
  const processes = await Promise.all([1, 2].map(() => sharedLimits(server, { rate: almostNever })))
  const replies = await Promise.all(
    Array.from({ length: 400 }, (_, request) => processes[request % 2]?.decide('acme')),
  )
  const allowed = replies.filter((reply) => reply?.decision === 'ALLOWED').length
  const cameBack = Math.ceil((performance.now() - startedAtMs) / 1000)
  expect(allowed).toBeGreaterThanOrEqual(200)
  expect(allowed).toBeLessThanOrEqual(200 + cameBack)
  expect((await processes[0]?.decide('bengal'))?.decision).toBe('ALLOWED')
})

withRedis('the bucket in Redis decides as that of a process, whatever the times', async (server) => {
  const redis = await connect(server)
  const ownClock = script.replace("redis.call('TIME')", '{ ARGV[5], ARGV[6] }')
  expect(ownClock).not.toBe(script)
  const steps = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: -5_000_000, max: 5_000_000 })),
    { minLength: 1, maxLength: 120 },
  )
  const rate = fc.record({
    perSecond: fc.integer({ min: 1, max: 2_000 }),
    burst: fc.integer({ min: 1, max: 40 }),
  })
  let run = 0
  await fc.assert(
    fc.asyncProperty(steps, rate, async (microsBetween, limit) => {
      const key = `bucket-${run++}`
      let nowMicros = 1_790_000_000_123_456
      let bucket: Bucket | undefined
      const expected: boolean[] = []
      const pipeline = redis.pipeline()
      for (const between of microsBetween) {
        nowMicros += between
        const taken = takeRequest(bucket, limit, nowMicros)
        bucket = taken.bucket
        expected.push(taken.allowed)
        const time = [Math.floor(nowMicros / 1_000_000), nowMicros % 1_000_000]
        pipeline.eval(ownClock, 2, key, 'unused', limit.perSecond, limit.burst, 0, 0, ...time)
        // The server expires a bucket by its own clock.
        pipeline.persist(key)
      }
      const replies = ((await pipeline.exec()) ?? []).filter((_, index) => index % 2 === 0)
      expect(replies.map(([error, reply]) => error ?? (reply as string[])[0] === 'ALLOWED')).toEqual(expected)
    }),
    { numRuns: 60 },
  )
})

withRedis('a bucket expires when it is full again', async (server) => {
  const limits = await sharedLimits(server, { rate: { perSecond: 2, burst: 200 } })
  await Promise.all(Array.from({ length: 100 }, () => limits.decide('acme')))
  const redis = await connect(server)
  const expiresInMs = await redis.pttl('finance:{tenant:acme}:bucket')
  expect(expiresInMs).toBeGreaterThan(0)
  expect(expiresInMs).toBeLessThanOrEqual(50_001)
})

withRedis('the quota is of the month, is shared, and counts only what is allowed', async (server) => {
  let now = '2026-11-30T23:59:59.999Z'
  const limits = { rate: { perSecond: 1, burst: 5 }, requestsPerMonth: 3, now: () => new Date(now) }
  const processes = await Promise.all([1, 2].map(() => sharedLimits(server, limits)))
  const decideOnFive = async (tenantId: string) => {
    const decisions: unknown[] = []
    for (let request = 0; request < 5; request++)
      decisions.push((await processes[request % 2]?.decide(tenantId))?.decision)
    return decisions
  }
  const used = [...Array(3).fill('ALLOWED'), 'QUOTA_EXCEEDED', 'QUOTA_EXCEEDED']
  expect(await decideOnFive('acme')).toEqual(used)
  expect(await decideOnFive('bengal')).toEqual(used)
  expect(await decideOnFive('')).toEqual(Array(5).fill('ALLOWED'))
  const redis = await connect(server)
  expect(await redis.get('finance:{tenant:acme}:requests:2026-11')).toBe('3')
  now = '2026-12-01T00:00:00.000Z'
  expect((await processes[0]?.decide('acme'))?.decision).toBe('ALLOWED')
  expect(await redis.get('finance:{tenant:acme}:requests:2026-12')).toBe('1')
})

withRedis('a count is dropped when its month has ended', async (server) => {
  const now = () => new Date('2999-02-01T00:00:00Z')
  const { decide } = await sharedLimits(server, { requestsPerMonth: 3, now })
  expect((await decide('acme'))?.requestsThisMonth).toBe(1)
  const redis = await connect(server)
  expect(await redis.pexpiretime('finance:{tenant:acme}:requests:2999-02')).toBe(Date.UTC(2999, 2, 1))
})

withRedis('without a server, or when it does not reply, there is no decision', async (server) => {
  const { decide } = await sharedLimits(server, { rate: almostNever, timeoutMs: 100 })
  server.freeze()
  const replies = await Promise.all(Array.from({ length: 50 }, () => decide('acme')))
  expect([...new Set(replies), await decide('acme')]).toEqual([undefined, undefined])
  server.goOn()
  while ((await decide('acme')) === undefined) await pause(20)
  await server.stop()
  while ((await decide('acme')) !== undefined) await pause(1)
})
