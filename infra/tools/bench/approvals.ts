import { runConcurrently } from './concurrently.ts'
import { type Figure, milliseconds, perSecond, withoutBudget } from './figure.ts'
import type { Execute } from './graphql-client.ts'
import { quantile } from './quantile.ts'
import { approveInvoice, type Created, createInvoice } from './requests.ts'
import { time } from './time.ts'

const concurrency = 20

/**
 * Measures approvals per second in one tenant. All take numbers of one register, which is fast only if takes
 * share appends.
 */
export const measureApprovals = async (execute: Execute, count: number): Promise<Figure> => {
  const drafts: Created[] = []
  await runConcurrently(count, 8, async () => drafts.push(await createInvoice(execute)))
  const eachMs: number[] = []
  const { tookMs } = await time(() =>
    runConcurrently(count, concurrency, async (index) => {
      const approval = await time(() => approveInvoice(execute, drafts[index]?.id ?? ''))
      eachMs.push(approval.tookMs)
    }),
  )
  return withoutBudget(
    `approveInvoice, ${concurrency} at a time`,
    perSecond(count, tookMs),
    `${count} approvals, p95 of one ${milliseconds(quantile(eachMs, 0.95))}`,
  )
}
