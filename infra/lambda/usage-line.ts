/**
 * Whose work an invocation does: one tenant's, or a batch with so many records of each tenant. The empty
 * tenant id means nobody's.
 */
export type Owner = { tenantId: string } | { shares: Readonly<Record<string, number>> }

/**
 * The usage line of one invocation. The platform's own report of the invocation has the same request id, and
 * says how long it was billed.
 */
export type UsageLine = { requestId: string; operation: string } & Owner

/** The owner of a batch with so many records of each tenant. */
export const ownerOfCounts = (counts: ReadonlyMap<string, number>): Owner => {
  const [[tenantId] = ['']] = counts
  return counts.size > 1 ? { shares: Object.fromEntries(counts) } : { tenantId }
}
