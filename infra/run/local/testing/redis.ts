import { test } from '@jest/globals'
import { findRedisServer, type LocalRedis, type RedisOptions, startRedis } from '../redis/start.ts'
import { findOrSkip } from './find-or-skip.ts'

export type TestRedis = LocalRedis

/**
 * Returns a `test` for tests that need Redis: each gets a server of its own. Where redis-server is missing
 * they are skipped.
 * @throws StartError when CI=true and redis-server is missing: there these tests must run
 */
export const redisTest = async (options: RedisOptions = {}) => {
  const program = await findOrSkip({
    otherwise: 'no Redis can be started here',
    absenceCodes: ['REDIS_NEEDS_SERVER'],
    find: findRedisServer,
  })
  const register = program === undefined ? test.skip : test
  return (name: string, work: (server: TestRedis) => Promise<void>, timeoutMs = 120_000): void =>
    register(
      name,
      async () => {
        const server = await startRedis(options)
        await work(server).finally(server.stop)
      },
      timeoutMs,
    )
}
