import { setTimeout as pause } from 'node:timers/promises'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { answerWith, type QueryCall } from '../../read-model/query.ts'
import type { InvoiceView } from '../../read-model/rows/row-view.ts'
import { readInvoiceStream } from '../../read-model/streams.ts'
import { foldedView } from './as-of.ts'
import { readCurrent } from './current.ts'

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
): Promise<Answer<InvoiceView | null>> => {
  const until = performance.now() + maxWaitMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const invoice = await readCurrent(call, id)
    if (invoice && invoice.revision >= revision) return answerWith(invoice)
    if (performance.now() + pauseMs > until) break
    await pause(pauseMs)
  }
  const invoice = foldedView(await readInvoiceStream(call.tenantId, id), call.today)
  return invoice && invoice.revision < revision ? notReached(invoice.revision, revision) : answerWith(invoice)
}

const notReached = (reached: number, asked: number): Answer<never> =>
  failed({
    code: 'REVISION_NOT_REACHED',
    message: `This invoice is at revision ${reached}; revision ${asked} does not exist`,
    path: 'minRevision',
    params: { reached, asked },
  })
