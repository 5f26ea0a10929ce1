import { AsyncLocalStorage } from 'node:async_hooks'
import type { Redis } from 'ioredis'

type Connection = { opening: Promise<Redis>; redis?: Redis }

/** One for each address, which all functions of this process share. */
const connections = new Map<string, Connection>()

/** Keeps what the connection logs later apart from the invocation that happened to open it. */
const outsideOfInvocations = AsyncLocalStorage.snapshot()

/**
 * Returns the client for the Redis at `url`. The first call loads its code and waits at most a second for the
 * connection.
 */
export const openRedis = (url: string): Promise<Redis> => connectionTo(url).opening

/** Like `openRedis`, for a caller that does not wait: undefined until the client is there. */
export const redisIfOpen = (url: string): Redis | undefined => connectionTo(url).redis

const connectionTo = (url: string): Connection => {
  const known = connections.get(url)
  if (known) return known
  const opening = outsideOfInvocations(async () => {
    // Imported only here, because without a Redis its client is not needed.
    const { connectRedis } = await import('./connect.ts')
    return connectRedis(url)
  })
  const connection: Connection = { opening }
  connections.set(url, connection)
  opening.then(
    (redis) => {
      connection.redis = redis
    },
    // The next call tries again.
    () => connections.delete(url),
  )
  return connection
}

/** Closes every connection of this process. */
export const closeRedisConnections = async (): Promise<void> => {
  const open = [...connections.values()]
  connections.clear()
  const clients = await Promise.allSettled(open.map(({ opening }) => opening))
  for (const client of clients) if (client.status === 'fulfilled') client.value.disconnect()
}
