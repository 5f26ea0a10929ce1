import type { Account } from '../account.ts'

/** An account whose functions return one report after the other, and the invocations that it got. */
export const reportingAccount = (...reports: unknown[]) => {
  const invoked: unknown[] = []
  const account: Pick<Account, 'invoke'> = {
    invoke: async (functionName, payload) => {
      invoked.push([functionName, payload])
      return reports.shift()
    },
  }
  return { account, invoked }
}
