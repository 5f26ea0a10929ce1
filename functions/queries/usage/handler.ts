import * as z from 'zod'
import { billOf } from '../../../domain/usage/bill.ts'
import { type PricePeriod, pricePeriods, readPeriod } from '../../../domain/usage/periods.ts'
import { database } from '../../../infra/postgres/database.ts'
import { readUsage, readUsageOfAll } from '../../../infra/postgres/usage.ts'
import { date } from '../../contract/inputs/fields.ts'
import { answerWith, failWith } from '../../contract/views/answer.ts'
import { usageView } from '../../contract/views/usage.ts'
import { query, type Read } from '../../read-model/query.ts'

/** The bill of the tenant. The platform, which has no tenant, gets what belongs to no tenant. */
export const handler = query({
  name: 'usage',
  operation: 'usage',
  input: z.strictObject({ from: date, to: date }),
  answer: async ({ input, tenantId, read }) => {
    const period = readPeriod(input)
    if (!period.ok) return failWith(period.refusal)
    const { from, to } = period.value
    const bill = billOf(await measure(tenantId, pricePeriods(from, to), read))
    return answerWith(usageView(tenantId, period.value, bill))
  },
})

const measure = (tenantId: string, periods: readonly PricePeriod[], read: Read) => {
  if (tenantId === '')
    return Promise.all(
      periods.map(async (period) => {
        const measured = await readUsageOfAll(database('reader'), period, tenantId)
        return { period, measured }
      }),
    )
  return read((sql) =>
    Promise.all(periods.map(async (period) => ({ period, measured: await readUsage(sql, period) }))),
  )
}
