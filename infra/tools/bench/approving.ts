import { approveInvoice, type Created, createInvoice } from './business.ts'
import { type Ask, many } from './client.ts'
import { type Figure, ms, quantile, stated, timed } from './figure.ts'

const atOnce = 20

/** Approvals of one tenant wait for one register; gathering is what keeps them fast. */
export const approving = async (ask: Ask, count: number): Promise<Figure> => {
  const drafts: Created[] = []
  await many(count, 8, async () => drafts.push(await createInvoice(ask)))
  const each: number[] = []
  const { took } = await timed(() =>
    many(count, atOnce, async (index) => {
      const one = await timed(() => approveInvoice(ask, drafts[index]?.id ?? ''))
      each.push(one.took)
    }),
  )
  const rate = `${((count / took) * 1000).toFixed(0)} / s`
  return stated(
    `approvals, ${atOnce} at a time`,
    rate,
    `${count} approvals, p95 ${ms(quantile(each, 0.95))} each`,
  )
}
