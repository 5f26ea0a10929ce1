import type { Account } from './account.ts'
import { functionName, type Size } from './stage.ts'

/** What the functions of a stage reserve, as serverless.yml says. */
export const reservedConcurrency: Record<Size, Record<string, number>> = {
  small: {},
  production: { relay: 2, 'project-usage': 2, reports: 10 },
}

/**
 * A request occupies two or three functions at once. AWS lets functions reserve concurrency only while 100
 * are left for all others of the account.
 */
const leastUnreserved: Record<Size, number> = { small: 10, production: 100 }

/** Returns what is wrong with the concurrency of the account: nothing or one problem. */
export const concurrencyProblems = async (
  account: Pick<Account, 'readUnreservedConcurrency' | 'readReservedConcurrency'>,
  stage: string,
  size: Size,
): Promise<string[]> => {
  let needed = leastUnreserved[size]
  for (const [key, wanted] of Object.entries(reservedConcurrency[size]))
    needed += Math.max(0, wanted - (await account.readReservedConcurrency(functionName(stage, key))))
  const unreserved = await account.readUnreservedConcurrency()
  if (unreserved >= needed) return []
  return [
    `Lambda concurrency: ${unreserved} of this account are not reserved by a function, and a ${size} stage ` +
      `needs at least ${needed}. Ask for 1,000: Service Quotas, Lambda, Concurrent executions (L-B99A9384)`,
  ]
}
