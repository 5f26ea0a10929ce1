import { utcMonthOf } from './month.ts'

export type OwnCounts = {
  /** Counts a request of the tenant and returns true, or returns false when its month is used up. */
  take(tenantId: string): boolean
  /** Replaces the count of a tenant by the one that all processes have in common. */
  learn(tenantId: string, requests: number): void
}

/**
 * Creates the counts of requests of the month in this process. They are lost when it ends: the quota of a
 * tenant then begins anew, unless the processes have a count in common.
 */
export const createOwnCounts = (requestsPerMonth: number, now: () => Date = () => new Date()): OwnCounts => {
  const counts = new Map<string, number>()
  let countedMonth = ''

  const countOf = (tenantId: string): number => {
    const month = utcMonthOf(now())
    if (month !== countedMonth) counts.clear()
    countedMonth = month
    return counts.get(tenantId) ?? 0
  }

  return {
    take(tenantId) {
      const count = countOf(tenantId)
      if (count >= requestsPerMonth) return false
      counts.set(tenantId, count + 1)
      return true
    },
    learn(tenantId, requests) {
      countOf(tenantId)
      counts.set(tenantId, requests)
    },
  }
}
