import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect } from '@jest/globals'
import type { Redis } from 'ioredis'
import { redisTest } from '../run/local/testing/redis.ts'
import { connectRedis } from './connect.ts'

const withRedis = await redisTest({ password: 'hush' })

let redis: Redis | undefined
afterEach(() => redis?.disconnect())

withRedis('a client is connected when it is returned', async ({ url }) => {
  redis = await connectRedis(url)
  expect(await redis.ping()).toBe('PONG')
})

withRedis('a wrong password is reported without it and without the right one', async ({ url }) => {
  redis = await connectRedis(url.replace('hush', 'guess'))
  const error = await redis.ping().catch((reason: Error) => reason)
  expect(error).toBeInstanceOf(Error)
  expect(String(error)).not.toMatch(/hush|guess/)
})

withRedis('without a server a command fails at once, and works when it is there', async (server) => {
  await server.stop()
  redis = await connectRedis(server.url)
  await expect(redis.ping()).rejects.toThrow(/writeable|closed/)
  await server.startAgain()
  while (!(await redis.ping().catch(() => false))) await pause(20)
})

withRedis('a command that is under way fails when the server ends', async (server) => {
  redis = await connectRedis(server.url)
  server.freeze()
  const reply = redis.ping().catch((error: Error) => error)
  await server.stop()
  expect(await reply).toBeInstanceOf(Error)
})

withRedis('a server that does not reply is left, and found again', async (server) => {
  redis = await connectRedis(server.url)
  server.freeze()
  await expect(redis.ping()).rejects.toThrow()
  server.goOn()
  while (!(await redis.ping().catch(() => false))) await pause(20)
})
