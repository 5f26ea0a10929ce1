import { setTimeout as pause } from 'node:timers/promises'
import { expect } from '@jest/globals'
import * as fc from 'fast-check'
import type { Redis } from 'ioredis'
import { redisTest } from '../run/local/testing/redis.ts'
import { createLeasedValues, type LeasedValues } from './leased-values.ts'
import { closedAfterEach } from './testing/connections.ts'

const withRedis = await redisTest()

const connect = closedAfterEach()

/** Waits long for a reply, because a test has no say in how fast this machine is. */
const waitsLong = { ttlMs: 3_600_000, timeoutMs: 20_000 }

const valuesOn = (redis: Redis, options: { ttlMs?: number; timeoutMs?: number; events?: string[] } = {}) => {
  const { events = [], ...others } = options
  return createLeasedValues({
    ...waitsLong,
    ...others,
    redisIfOpen: () => redis,
    openRedis: async () => redis,
    onOutage: () => void events.push('outage'),
    onRecovery: () => void events.push('recovery'),
  })
}

/** @throws Error when there is no lease */
const leaseOf = async (values: LeasedValues, key = 'key'): Promise<string> => {
  const { lease } = (await values.take(key)) ?? {}
  if (lease === undefined) throw new Error('There is no lease')
  return lease
}

const filled = async (values: LeasedValues, revision: number, key = 'key'): Promise<void> =>
  values.fill(key, { lease: await leaseOf(values, key), revision, value: `value ${revision}` })

const readValue = async (values: LeasedValues, key = 'key') => (await values.take(key))?.value

withRedis('a miss gives a lease, and a value that is filled in under it is a hit', async (server) => {
  const values = valuesOn(await connect(server))
  expect(await values.take('key')).toEqual({ value: undefined, lease: expect.stringMatching(/./) })
  await filled(values, 3)
  expect(await readValue(values)).toBe('value 3')
  expect(await readValue(values, 'another key')).toBeUndefined()
})

withRedis('a reader that is late cannot put back what was dropped meanwhile', async (server) => {
  const values = valuesOn(await connect(server))
  const lease = await leaseOf(values)
  await values.dropBelow([{ key: 'key', revision: 4 }])
  await values.fill('key', { lease, revision: 3, value: 'value 3' })
  expect(await readValue(values)).toBeUndefined()
  // There is another lease now, which does not help the late one either.
  await values.fill('key', { lease, revision: 3, value: 'value 3' })
  expect(await readValue(values)).toBeUndefined()
})

withRedis('of several values under one lease the one of the highest revision stays', async (server) => {
  const values = valuesOn(await connect(server))
  const lease = await leaseOf(values)
  for (const revision of [3, 9, 10, 2])
    await values.fill('key', { lease, revision, value: `value ${revision}` })
  expect(await readValue(values)).toBe('value 10')
})

withRedis('only what is below its revision is dropped, in any number of keys', async (server) => {
  const values = valuesOn(await connect(server))
  const keys = Array.from({ length: 1_000 }, (_, index) => `key ${index}`)
  await Promise.all(keys.map((key) => filled(values, 9, key)))
  await values.dropBelow(keys.map((key, index) => ({ key, revision: 9 + (index % 2) })))
  const kept = await Promise.all(keys.map((key) => readValue(values, key)))
  expect(kept).toEqual(keys.map((_, index) => (index % 2 ? undefined : 'value 9')))
})

withRedis('a key expires after its time from the lease on, whatever is done with it', async (server) => {
  const redis = await connect(server)
  const values = valuesOn(redis, { ttlMs: 60_000 })
  const lease = await leaseOf(values)
  const expiresAt = await redis.pexpiretime('key')
  const [seconds, micros] = await redis.time()
  expect(expiresAt).toBeLessThanOrEqual(Number(seconds) * 1_000 + Number(micros) / 1_000 + 60_000)
  await values.fill('key', { lease, revision: 1, value: 'value 1' })
  await values.fill('key', { lease, revision: 2, value: 'value 2' })
  await values.take('key')
  await values.dropBelow([{ key: 'key', revision: 1 }])
  expect(await redis.pexpiretime('key')).toBe(expiresAt)
  await redis.pexpireat('key', 1)
  await values.fill('key', { lease, revision: 3, value: 'value 3' })
  expect(await redis.exists('key')).toBe(0)
})

withRedis('a value that is too large is not kept', async (server) => {
  const values = valuesOn(await connect(server))
  const lease = await leaseOf(values)
  await values.fill('key', { lease, revision: 1, value: 'x'.repeat(100_001) })
  expect(await readValue(values)).toBeUndefined()
  await values.fill('key', { lease, revision: 1, value: 'x'.repeat(100_000) })
  expect(await readValue(values)).toHaveLength(100_000)
})

withRedis('from a full Redis values are read and dropped, and none are added', async (server) => {
  const redis = await connect(server)
  const events: string[] = []
  const values = valuesOn(redis, { events })
  await filled(values, 1)
  const lease = await leaseOf(values, 'another key')
  await redis.config('SET', 'maxmemory-policy', 'noeviction')
  await redis.config('SET', 'maxmemory', '1')
  await expect(redis.set('x', 'y')).rejects.toThrow('OOM')
  expect(await readValue(values)).toBe('value 1')
  expect(await values.take('third key')).toEqual({ value: undefined, lease: undefined })
  await values.fill('another key', { lease, revision: 1, value: 'value 1' })
  expect(await readValue(values, 'another key')).toBeUndefined()
  await values.dropBelow([{ key: 'key', revision: 2 }])
  expect([await redis.exists('key'), events]).toEqual([0, []])
})

withRedis('while Redis is frozen or gone nothing fails, and afterwards it is used again', async (server) => {
  const redis = await connect(server)
  const events: string[] = []
  const values = valuesOn(redis, { timeoutMs: 50, events })
  const useAll = () =>
    Promise.all([
      values.take('key'),
      values.fill('key', { lease: 'lease', revision: 1, value: 'value 1' }),
      values.dropBelow([{ key: 'key', revision: 1 }]),
    ])
  server.freeze()
  for (let round = 0; round < 20; round++) expect(await useAll()).toEqual(Array(3).fill(undefined))
  expect(events).toEqual(['outage', 'outage'])
  server.goOn()
  while ((await values.take('key')) === undefined) await pause(20)
  await server.stop()
  while ((await values.take('key')) !== undefined) await pause(1)
  await useAll()
  await server.startAgain()
  const isUsed = async () => {
    const { value, lease } = (await values.take('key')) ?? {}
    if (lease !== undefined) await values.fill('key', { lease, revision: 1, value: 'value 1' })
    return value === 'value 1'
  }
  while (!(await isUsed())) await pause(20)
})

/** `stored` is the revision in the other store, `dropped` the highest one below which copies were dropped. */
type World = { stored: number; dropped: number }

/** Does its next step. Returns false after the last one. */
type Actor = { next(): Promise<boolean> }

/** Takes, reads the other store unless that was a hit, and fills. Checks each value that it gets. */
const createReader = (values: LeasedValues, world: World): Actor => {
  let step = 0
  let lease: string | undefined
  let read = 0
  return {
    async next() {
      if (step === 0) {
        const taken = await values.take('key')
        if (taken?.value !== undefined) {
          expect(Number(taken.value)).toBeGreaterThanOrEqual(world.dropped)
          return false
        }
        lease = taken?.lease
      }
      if (step === 1) read = world.stored
      if (step === 2 && lease !== undefined)
        await values.fill('key', { lease, revision: read, value: String(read) })
      return ++step < 3
    },
  }
}

/** Commits the next revision, then drops the copies below it. */
const createChange = (values: LeasedValues, world: World): Actor => {
  let revision = -1
  return {
    async next() {
      if (revision === -1) {
        revision = ++world.stored
        return true
      }
      await values.dropBelow([{ key: 'key', revision }])
      world.dropped = Math.max(world.dropped, revision)
      return false
    },
  }
}

/** Which of six readers and changes does its next step, and whether Redis evicts the key before. */
const schedules = fc.array(
  fc.record({ actor: fc.nat(5), evicts: fc.integer({ min: 0, max: 9 }).map((number) => number === 0) }),
  { minLength: 10, maxLength: 60 },
)

withRedis(
  'whatever the interleaving, and whatever Redis evicts, no copy is older than the last drop',
  async (server) => {
    const redis = await connect(server)
    const values = valuesOn(redis)
    const kinds = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 })
    let kept = 0
    await fc.assert(
      fc.asyncProperty(kinds, schedules, async (isReader, schedule) => {
        await redis.del('key')
        const world: World = { stored: 0, dropped: 0 }
        const create = (index: number) => (isReader[index] ? createReader : createChange)(values, world)
        const actors = isReader.map((_, index) => create(index))
        for (const { actor, evicts } of schedule) {
          if (evicts) await redis.del('key')
          if (!(await actors[actor]?.next())) actors[actor] = create(actor)
        }
        if ((await redis.hexists('key', 'value')) === 1) kept++
      }),
      { numRuns: 400 },
    )
    // A cache that never keeps anything would pass, too.
    expect(kept).toBeGreaterThan(20)
  },
)
