import { Redis } from 'ioredis'
import { log } from '../observability/log.ts'
import { withinDeadline } from '../process/deadline.ts'

/** How long a start waits for a server that does not respond. */
const startTimeoutMs = 1_000

/**
 * Connects to the Redis at `url` and returns its client after the first attempt. The client goes on trying if
 * that fails, and connects again whenever the connection is lost. Without a connection a command fails at
 * once: what is kept in Redis can be done without, and a queue would delay requests.
 */
export const connectRedis = async (url: string): Promise<Redis> => {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectionName: 'finance',
    connectTimeout: 2_000,
    // A server that is gone without closing its connection would otherwise be noticed after minutes.
    socketTimeout: 2_000,
    keepAlive: 10_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempts) => Math.min(attempts * 100, 2_000),
    // After a failover the old primary accepts no writes: the address now leads to another server.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  })
  reportOutages(redis)
  await withinDeadline(
    startTimeoutMs,
    redis.connect().catch(() => undefined),
    () => undefined,
  )
  return redis
}

/** Logs the first error of an outage, and its end. A client without a listener would print every attempt. */
const reportOutages = (redis: Redis): void => {
  let down = false
  redis.on('error', (error) => {
    if (!down) log('warn', 'Redis cannot be reached', { error })
    down = true
  })
  redis.on('ready', () => {
    if (down) log('info', 'Redis can be reached again')
    down = false
  })
}
