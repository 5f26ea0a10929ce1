import { settings } from '../../../infra/config/settings.ts'
import { log } from '../../../infra/observability/log.ts'
import { tenantSchema } from '../../../infra/postgres/tenant-schema.ts'
import { createLeasedValues, type LeasedValues } from '../../../infra/redis/leased-values.ts'
import { openRedis, redisIfOpen } from '../../../infra/redis/shared-connection.ts'

/** What is kept of a row: the columns that answer most requests, or the state. */
export const rowParts = ['columns', 'state'] as const
export type RowPart = (typeof rowParts)[number]

export type RowCache = {
  values: LeasedValues
  keyOf(row: { tenantId: string; id: string; part: RowPart }): string
}

/** One for each address and time, because it knows whether its Redis replies. */
const caches = new Map<string, RowCache>()

/**
 * Returns the cache of rows in Redis; undefined unless REDIS_URL and INVOICE_CACHE_TTL_SECONDS are set.
 * @throws ConfigurationError when one of them is invalid
 */
export const rowCache = (): RowCache | undefined => {
  const { REDIS_URL, INVOICE_CACHE_TTL_SECONDS, DATABASE_NAME } = settings([
    'REDIS_URL',
    'INVOICE_CACHE_TTL_SECONDS',
    'DATABASE_NAME',
  ])
  if (!REDIS_URL || INVOICE_CACHE_TTL_SECONDS === 0) return undefined
  const name = JSON.stringify([REDIS_URL, INVOICE_CACHE_TTL_SECONDS, DATABASE_NAME])
  const cache = caches.get(name) ?? createRowCache(REDIS_URL, INVOICE_CACHE_TTL_SECONDS * 1000, DATABASE_NAME)
  caches.set(name, cache)
  return cache
}

const createRowCache = (url: string, ttlMs: number, databaseName: string): RowCache => ({
  values: createLeasedValues({
    redisIfOpen: () => redisIfOpen(url),
    openRedis: () => openRedis(url),
    ttlMs,
    onOutage: (error) => log('warn', 'Redis does not reply: invoices are read from PostgreSQL', { error }),
    onRecovery: () => log('info', 'Redis replies again: invoices are read from it'),
  }),
  // The schema contains the tenant and the version of the read model. Its braces keep all keys of a tenant in
  // one slot of a cluster.
  keyOf: ({ tenantId, id, part }) =>
    `finance:{${tenantSchema(tenantId)}}:${databaseName}:invoice:${id}:${part}`,
})

/**
 * Drops what the cache has of these invoices below these revisions. The projection calls it after it has
 * committed their rows. Never fails: what cannot be dropped expires.
 */
export const dropCachedRows = async (
  tenantId: string,
  rows: readonly { id: string; revision: number }[],
): Promise<void> => {
  const cache = rowCache()
  if (cache === undefined) return
  await cache.values.dropBelow(
    rows.flatMap(({ id, revision }) =>
      rowParts.map((part) => ({ key: cache.keyOf({ tenantId, id, part }), revision })),
    ),
  )
}
