import { count } from '../../../infra/observability/metrics.ts'
import type { Taken } from '../../../infra/redis/leased-values.ts'
import type { Paths } from '../selected.ts'
import { type RowPart, rowCache } from './row-cache.ts'
import { isWhole, partOf, type ViewRow } from './row-view.ts'

type Wanted = { tenantId: string; id: string; paths: Paths }

type Lookup = {
  /** The columns that a view of the paths is made from; undefined when the cache does not have them. */
  row: ViewRow | undefined
  /** Puts a row into the cache that was read in PostgreSQL after this lookup. */
  keep(row: ViewRow): Promise<void>
}

/**
 * Looks for the row of an invoice in the cache. It has rows and not views, because the status of a view
 * depends on the date.
 */
export const lookUpRow = async ({ tenantId, id, paths }: Wanted): Promise<Lookup> => {
  const cache = await rowCache()
  if (cache === undefined) return { row: undefined, keep: async () => undefined }
  const part = partOf(paths)
  const key = cache.keyOf({ tenantId, id, part })
  const taken = await cache.values.take(key)
  const row = taken?.value === undefined ? undefined : rowIn(taken.value, { tenantId, id, part })
  count('cache_reads_total', { outcome: outcomeOf(taken, row) })
  return {
    row,
    keep: async (read) => {
      if (taken?.lease === undefined) return
      const value = JSON.stringify({ tenantId, row: read } satisfies CachedRow)
      await cache.values.fill(key, { lease: taken.lease, revision: Number(read.revision), value })
    },
  }
}

const outcomeOf = (taken: Taken | undefined, row: ViewRow | undefined): string =>
  taken === undefined ? 'unavailable' : row === undefined ? 'miss' : 'hit'

type CachedRow = { tenantId: string; row: ViewRow }

/**
 * The row in a value of the cache. Undefined unless it is the row of this invoice of this tenant, with all
 * columns: another release, or something else that uses this Redis, may have put in the value.
 */
const rowIn = (value: string, { tenantId, id, part }: Omit<Wanted, 'paths'> & { part: RowPart }) => {
  const cached = parse(value)
  const row = cached?.row
  if (cached?.tenantId !== tenantId || row?.id !== id || !Number.isSafeInteger(Number(row.revision)))
    return undefined
  return isWhole(row, part) ? row : undefined
}

const parse = (value: string): Partial<CachedRow> | undefined => {
  try {
    return JSON.parse(value) ?? undefined
  } catch {
    return undefined
  }
}
