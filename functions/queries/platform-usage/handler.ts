import * as z from 'zod'
import { billsOf } from '../../../domain/usage/bill.ts'
import { pricePeriods, readPeriod } from '../../../domain/usage/periods.ts'
import { database } from '../../../infra/postgres/database.ts'
import { readTenantIds, readUsageOfAll } from '../../../infra/postgres/usage.ts'
import { date } from '../../contract/inputs/fields.ts'
import { answerWith, failWith } from '../../contract/views/answer.ts'
import { usageView } from '../../contract/views/usage.ts'
import { query } from '../../read-model/query.ts'

/** The bill of each tenant, and at the end of what belongs to none. */
export const handler = query({
  name: 'platformUsage',
  operation: 'platformUsage',
  input: z.strictObject({ from: date, to: date }),
  answer: async ({ input, selected }) => {
    const period = readPeriod(input)
    if (!period.ok) return failWith(period.refusal)
    const { from, to } = period.value
    const sql = database('reader')
    const periods = await Promise.all(
      pricePeriods(from, to).map(async (one) => ({ period: one, measured: await readUsageOfAll(sql, one) })),
    )
    const tenantIds = await readTenantIds(sql)
    const bills = [...billsOf([...tenantIds, ''], periods)]
    // The lines of a thousand tenants would not fit into an answer.
    const withLines = selected.has('lines')
    return answerWith(
      bills.map(([tenantId, bill]) =>
        usageView(tenantId, period.value, withLines ? bill : { ...bill, lines: [] }),
      ),
    )
  },
})
