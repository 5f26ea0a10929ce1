import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { inCallSpan } from '../observability/trace.ts'
import { createOptionalCalls } from './optional-calls.ts'

/**
 * Copies of values of another store, each with its revision. Whoever does not find a copy gets a lease, reads
 * the value in the other store, and may then put it in under this lease. Whoever changes a value drops the
 * copies and leases of lower revisions, after the change is committed. So a copy was read after its lease was
 * made, and a reader that is late cannot put back what was dropped meanwhile.
 *
 * A key expires a fixed time after its lease was made, whatever is done with it later. If a change cannot
 * drop a copy, because Redis is down or the process ends, the copy is used for no longer than this time.
 */
export type LeasedValues = {
  /** Returns the value, or a lease to put it in; undefined when Redis does not reply. */
  take(key: string): Promise<Taken | undefined>
  /** Puts in a value that was read after `take` returned the lease. */
  fill(key: string, filling: { lease: string; revision: number; value: string }): Promise<void>
  /** Drops what is below these revisions. Call it after the change is committed. */
  dropBelow(changes: readonly { key: string; revision: number }[]): Promise<void>
}

/** Both are undefined when Redis is full. A value comes with its lease, because a newer one may be put in. */
export type Taken = { value: string | undefined; lease: string | undefined }

/** A larger value would keep others waiting, since Redis does one thing at a time. In characters. */
const maxValueLength = 100_000

/**
 * Only the first write of a script fails when Redis is full. Then there is no lease, which is no error: what
 * is in Redis can still be read, and dropped.
 */
const take = `
local found = redis.call('HMGET', KEYS[1], 'value', 'lease')
if found[2] then return found end
local made = redis.pcall('HSET', KEYS[1], 'lease', ARGV[1], 'revision', -1)
if type(made) ~= 'number' then return { false, false } end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return { false, ARGV[1] }
`

/** A key that is gone was dropped or has expired, and another lease was made after that. */
const fill = `
local found = redis.call('HMGET', KEYS[1], 'lease', 'revision')
if found[1] ~= ARGV[1] or tonumber(ARGV[2]) <= tonumber(found[2]) then return 0 end
local written = redis.pcall('HSET', KEYS[1], 'revision', ARGV[2], 'value', ARGV[3])
return type(written) == 'number' and 1 or 0
`

const dropBelow = `
for index, key in ipairs(KEYS) do
  local revision = redis.call('HGET', key, 'revision')
  if revision and tonumber(revision) < tonumber(ARGV[index]) then redis.call('DEL', key) end
end
`

const scripts = {
  takeLeasedValue: { numberOfKeys: 1, lua: take },
  fillLeasedValue: { numberOfKeys: 1, lua: fill },
  dropLeasedValues: { lua: dropBelow },
}

type WithScripts = Redis & {
  takeLeasedValue(key: string, lease: string, ttlMs: number): Promise<[string | null, string | null]>
  fillLeasedValue(key: string, lease: string, revision: number, value: string): Promise<number>
  dropLeasedValues(count: number, ...keysAndRevisions: (string | number)[]): Promise<null>
}

const withScripts = (redis: Redis): WithScripts => {
  if (!('takeLeasedValue' in redis))
    for (const [name, script] of Object.entries(scripts)) redis.defineCommand(name, script)
  return redis as WithScripts
}

type Options = {
  /** Of a reader, which does not wait until there is a connection. */
  redisIfOpen(): Redis | undefined
  openRedis(): Promise<Redis>
  /** From a lease until its key expires. */
  ttlMs: number
  /** A reply that takes longer is none. */
  timeoutMs?: number | undefined
  /** Is called once when Redis stops replying, with the first error. */
  onOutage(error: unknown): void
  /** Is called once when Redis replies again. */
  onRecovery(): void
}

/** Creates the leased values of a Redis. None of its functions fails, or waits for Redis for long. */
export const createLeasedValues = (options: Options): LeasedValues => {
  const { redisIfOpen, openRedis, ttlMs, timeoutMs, onOutage, onRecovery } = options
  const callToRead = createOptionalCalls({ timeoutMs, onOutage, onRecovery })
  // Of its own: after a slow read a change must still drop what it has changed.
  const callToChange = createOptionalCalls({ timeoutMs, onOutage, onRecovery })

  return {
    async take(key) {
      const redis = redisIfOpen()
      if (redis === undefined) return undefined
      const reply = await callToRead(
        inRedisSpan('take', () => withScripts(redis).takeLeasedValue(key, randomUUID(), ttlMs)),
      )
      return reply && { value: reply[0] ?? undefined, lease: reply[1] ?? undefined }
    },

    async fill(key, { lease, revision, value }) {
      const redis = redisIfOpen()
      if (redis === undefined || value.length > maxValueLength) return
      await callToRead(
        inRedisSpan('fill', () => withScripts(redis).fillLeasedValue(key, lease, revision, value)),
      )
    },

    async dropBelow(changes) {
      if (changes.length === 0) return
      const redis = await openRedis().catch(() => undefined)
      if (redis === undefined) return
      const keysAndRevisions = [...changes.map(({ key }) => key), ...changes.map(({ revision }) => revision)]
      await callToChange(
        inRedisSpan('drop', () => withScripts(redis).dropLeasedValues(changes.length, ...keysAndRevisions)),
      )
    },
  }
}

const inRedisSpan =
  <Reply>(operation: string, call: () => Promise<Reply>) =>
  (): Promise<Reply> =>
    inCallSpan('Redis', () => ({ 'db.system.name': 'redis', 'db.operation.name': operation }), call)
