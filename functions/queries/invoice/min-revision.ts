import { setTimeout as pause } from 'node:timers/promises'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { found, type Question } from '../../read-model/query.ts'
import type { InvoiceView } from '../../read-model/rows/view.ts'
import { invoiceStreamOf } from '../../read-model/streams.ts'
import { invoiceOf } from './as-of.ts'
import { current } from './row.ts'

/** Milliseconds. The projection is there within a tenth of that as a rule; when it is not, the stream answers. */
const patience = 1_000
const firstPause = 4
const longestPause = 50

/** Never an older state than `revision`: waits for the projection for a while, then folds the stream itself. */
export const atLeast = async (
  question: Question<unknown>,
  id: string,
  revision: number,
): Promise<Answer<InvoiceView | null>> => {
  const until = performance.now() + patience
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    const invoice = await current(question, id)
    if (invoice && invoice.revision >= revision) return found(invoice)
    if (performance.now() + wait > until) break
    await pause(wait)
  }
  const invoice = invoiceOf(await invoiceStreamOf(question.tenantId, id), question.today)
  return invoice && invoice.revision < revision ? notReached(invoice.revision, revision) : found(invoice)
}

const notReached = (reached: number, asked: number): Answer<never> =>
  failed({
    code: 'REVISION_NOT_REACHED',
    message: `This invoice is at revision ${reached}; revision ${asked} does not exist`,
    path: 'minRevision',
    params: { reached, asked },
  })
