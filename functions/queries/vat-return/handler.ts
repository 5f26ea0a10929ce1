import * as z from 'zod'
import { isFuture } from '../../../domain/calendar/tolerance.ts'
import { readReportPeriod } from '../../../domain/report/period.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { optional } from '../../contract/inputs/fields.ts'
import { instant, reportDays } from '../../contract/inputs/report.ts'
import { answerWith, failWith } from '../../contract/views/answer.ts'
import { addedCertificateView, vatReturnView } from '../../contract/views/report/vat-return.ts'
import {
  countWaitingInvoices,
  coverageOf,
  readAddedSince,
  readCertificatesAddedSince,
  readIssued,
} from '../../read-model/ledger/coverage.ts'
import { countsOfKinds, readVatReturn } from '../../read-model/ledger/vat-return.ts'
import { query } from '../../read-model/query.ts'

/** The longest list of documents or certificates that were added. */
const maxAdded = 100

/** The figures of a return, what they cover, and what came after an earlier answer. */
export const handler = query({
  name: 'vatReturn',
  operation: 'vatReturn',
  input: z.strictObject({ ...reportDays, addedSince: optional(instant) }),
  answer: async ({ input, today, selected, read }) => {
    const period = readReportPeriod(input, today)
    if (!period.ok) return failWith(period.refusal)
    const { addedSince: since } = input
    if (since !== undefined && isFuture(since, Date.now())) return inFuture()
    const covers = selected.has('coverage')
    const addedIn = since === undefined ? undefined : { since, limit: maxAdded + 1 }
    const [{ figures, counts }, issued, waitingInvoices, added, certificates] = await read((sql) =>
      Promise.all([
        readVatReturn(sql, period.value),
        covers || selected.has('lines.count') ? readIssued(sql, period.value) : [],
        covers ? countWaitingInvoices(sql) : 0,
        addedIn ? readAddedSince(sql, period.value, addedIn) : [],
        addedIn ? readCertificatesAddedSince(sql, period.value, addedIn) : [],
      ]),
    )
    return answerWith({
      ...vatReturnView(period.value, figures, new Map([...counts, ...countsOfKinds(issued)])),
      coverage: covers ? coverageOf(issued, waitingInvoices) : null,
      addedSince: added.slice(0, maxAdded),
      moreAddedSince: added.length > maxAdded,
      certificatesAddedSince: certificates.slice(0, maxAdded).map(addedCertificateView),
      moreCertificatesAddedSince: certificates.length > maxAdded,
    })
  },
})

const inFuture = () =>
  failed({
    code: 'INVALID_INPUT',
    message: 'addedSince: is in the future; give the time of an earlier answer',
    path: 'addedSince',
  })
