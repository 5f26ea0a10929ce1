import { setTimeout as pause } from 'node:timers/promises'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { answerWith } from '../../contract/views/answer.ts'
import type { QueryCall } from '../../read-model/query.ts'
import type { PartialView } from '../../read-model/rows/row-view.ts'
import { foldStream } from '../../read-model/streams.ts'
import { foldedView } from './as-of.ts'
import { readCurrent, readStored } from './current.ts'

/** How long the query waits for the projection, which usually needs a tenth of it. */
const maxWaitMs = 1_000
const firstPauseMs = 4
const longestPauseMs = 50

/**
 * Reads the invoice at `revision` or later: waits for the projection, and if that takes too long, folds the
 * stream itself.
 */
export const readAtLeast = async (
  call: QueryCall<unknown>,
  id: string,
  revision: number,
): Promise<Answer<PartialView | null>> => {
  const until = performance.now() + maxWaitMs
  let invoice = await readCurrent(call, id, revision)
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    if (invoice && Number(invoice.revision) >= revision) return answerWith(invoice)
    if (performance.now() + pauseMs > until) break
    await pause(pauseMs)
    invoice = await readStored(call, id)
  }
  const folded = await foldStream({ tenantId: call.tenantId, invoiceId: id }, invoices)
  const exists = folded.state.status !== 'NONE'
  if (exists && folded.revision < revision) return notReached(folded.revision, revision)
  return answerWith(foldedView(folded, call.selected.paths, call.today))
}

const notReached = (reached: number, asked: number): Answer<never> =>
  failed({
    code: 'REVISION_NOT_REACHED',
    message: `This invoice is at revision ${reached}; revision ${asked} does not exist`,
    path: 'minRevision',
    params: { reached, asked },
  })
