import * as z from 'zod'
import { readReportDay } from '../../../domain/report/period.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { date, optional, textUpTo } from '../../contract/inputs/fields.ts'
import { answerWith, failWith, prune } from '../../contract/views/answer.ts'
import { agedReceivableView } from '../../contract/views/report/aged-receivable.ts'
import { countFitting } from '../../read-model/count-fitting.ts'
import { readAgedReceivables } from '../../read-model/ledger/aged-receivables.ts'
import { query } from '../../read-model/query.ts'

/** The most buyers that an answer can have: more do not fit into a response with any selection. */
const maxBuyers = 10_000
const largestPage = 1_000

const pageSize = optional(
  z
    .int()
    .min(1, `is not a number of buyers: 1 to ${largestPage}`)
    .max(largestPage, `is not a number of buyers: 1 to ${largestPage}`),
)

/** Twice the 200 characters of an id, for pairs of UTF-16. */
const customerId = textUpTo(400)

/** What each buyer owed at the end of a day, by the id of the buyer: of all buyers, or of a page of them. */
export const handler = query({
  name: 'agedReceivables',
  operation: 'agedReceivables',
  input: z.strictObject({ on: date, first: pageSize, after: optional(customerId) }),
  answer: async ({ input, today, selected, read }) => {
    const on = readReportDay(input.on, today)
    if (!on.ok) return failWith(on.refusal)
    const { first, after = null } = input
    const limit = first ?? maxBuyers + 1
    const found = await read((sql) => readAgedReceivables(sql, on.value, { after, limit }))
    const views = found.map((one) => prune(agedReceivableView(one), selected.paths))
    const fitting = countFitting(views, selected.maxBytes)
    return views.length > maxBuyers || fitting < views.length ? tooMany(fitting) : answerWith(views)
  },
})

const tooMany = (buyers: number) =>
  failed({
    code: 'QUERY_TOO_COMPLEX',
    message:
      `The answer has more than ${buyers} buyers, which do not fit into a response; ask for fewer with ` +
      'first, and for those that follow with after, the customerId of the last one',
    params: { buyers },
  })
