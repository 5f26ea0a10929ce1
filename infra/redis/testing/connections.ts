import { afterEach } from '@jest/globals'
import type { Redis } from 'ioredis'
import { connectRedis } from '../connect.ts'

/** Returns a function that connects to a Redis. After each test its connections are closed. */
export const closedAfterEach = (): (({ url }: { url: string }) => Promise<Redis>) => {
  const clients: Redis[] = []
  afterEach(() => {
    for (const redis of clients.splice(0)) redis.disconnect()
  })
  return async ({ url }) => {
    const redis = await connectRedis(url)
    clients.push(redis)
    return redis
  }
}
