import { settings } from '../../../infra/config/settings.ts'
import { log } from '../../../infra/observability/log.ts'
import type { LeasedValues } from '../../../infra/redis/leased-values.ts'

/**
 * What is read and kept of a row: the columns that answer most requests; the same with the whole buyer, which
 * is one small part of the state; or the state, which answers all.
 */
const rowParts = ['columns', 'columns-and-buyer', 'state'] as const
export type RowPart = (typeof rowParts)[number]

export type RowCache = {
  values: LeasedValues
  keyOf(row: CachedPart): string
}
type CachedPart = { tenantId: string; id: string; part: RowPart }

/** One for each address and time, because it knows whether its Redis replies. */
const caches = new Map<string, Promise<RowCache | undefined>>()

/**
 * Returns the cache of rows in Redis; undefined unless REDIS_URL and INVOICE_CACHE_TTL_SECONDS are set.
 * @throws ConfigurationError when one of them is invalid
 */
export const rowCache = async (): Promise<RowCache | undefined> => {
  const { REDIS_URL, INVOICE_CACHE_TTL_SECONDS, DATABASE_NAME } = settings([
    'REDIS_URL',
    'INVOICE_CACHE_TTL_SECONDS',
    'DATABASE_NAME',
  ])
  if (!REDIS_URL || INVOICE_CACHE_TTL_SECONDS === 0) return undefined
  const name = JSON.stringify([REDIS_URL, INVOICE_CACHE_TTL_SECONDS, DATABASE_NAME])
  const cache = caches.get(name) ?? loadCache(REDIS_URL, INVOICE_CACHE_TTL_SECONDS * 1000, DATABASE_NAME)
  caches.set(name, cache)
  return cache
}

/** Undefined where the code for Redis cannot be loaded: the zips of functions on AWS do not contain it. */
const loadCache = async (url: string, ttlMs: number, databaseName: string): Promise<RowCache | undefined> => {
  try {
    const { createLeasedValues } = await import('../../../infra/redis/leased-values.ts')
    const { openRedis, redisIfOpen } = await import('../../../infra/redis/shared-connection.ts')
    const values = createLeasedValues({
      redisIfOpen: () => redisIfOpen(url),
      openRedis: () => openRedis(url),
      ttlMs,
      onOutage: (error) => log('warn', 'Redis does not reply: invoices are read from PostgreSQL', { error }),
      onRecovery: () => log('info', 'Redis replies again: invoices are read from it'),
    })
    return { values, keyOf: (row) => keyOf(databaseName, row) }
  } catch (error) {
    log('warn', 'Invoices are read from PostgreSQL, because Redis cannot be used here', { error })
    return undefined
  }
}

/**
 * The braces keep all keys of a tenant in one slot of a cluster. The version of the read model is not in it,
 * because a reader does not know which one is in use before it asks PostgreSQL: after a switch a row of the
 * former version may be read until it expires.
 */
const keyOf = (databaseName: string, { tenantId, id, part }: CachedPart): string =>
  `finance:{tenant:${tenantId}}:${databaseName}:invoice:${id}:${part}`

/**
 * Drops what the cache has of these invoices below these revisions. The projection calls it after it has
 * committed their rows. Never fails: what cannot be dropped expires.
 */
export const dropCachedRows = async (
  tenantId: string,
  rows: readonly { id: string; revision: number }[],
): Promise<void> => {
  const cache = await rowCache()
  if (cache === undefined) return
  await cache.values.dropBelow(
    rows.flatMap(({ id, revision }) =>
      rowParts.map((part) => ({ key: cache.keyOf({ tenantId, id, part }), revision })),
    ),
  )
}
