import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { isFuture } from '../../../domain/calendar/tolerance.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { happenedAt } from '../../../domain/invoice/events.ts'
import type { Invoice } from '../../../domain/invoice/state.ts'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { answerWith } from '../../contract/views/answer.ts'
import type { QueryCall } from '../../read-model/query.ts'
import { type PartialView, selectedInvoice } from '../../read-model/rows/row-view.ts'
import type { Paths } from '../../read-model/selected.ts'
import { foldStream } from '../../read-model/streams.ts'

/**
 * Reads the invoice as it was at an instant, overdue by the date of that instant; null before it was created.
 * The times are those in the events, so an invoice is issued from its issuedAt on.
 */
export const readAsOf = async (
  { tenantId, selected }: QueryCall<unknown>,
  id: string,
  instant: string,
): Promise<Answer<PartialView | null>> => {
  if (isFuture(instant, Date.now())) return inFuture()
  const until = Date.parse(instant)
  const stream = { tenantId, invoiceId: id }
  const folded = await foldStream(stream, invoices, (event) => Date.parse(happenedAt(event)) <= until)
  return answerWith(foldedView(folded, selected.paths, dhakaDate(new Date(until).toISOString())))
}

const inFuture = (): Answer<never> =>
  failed({
    code: 'INVALID_INPUT',
    message: 'asOf: is in the future; only a past time can be shown',
    path: 'asOf',
  })

/** The selected fields of a folded invoice, on that date in Dhaka; null when its stream has no events. */
export const foldedView = (
  { state, revision }: { state: Invoice; revision: number },
  paths: Paths,
  today: string,
): PartialView | null =>
  state.status === 'NONE' ? null : selectedInvoice({ invoice: state, revision, today }, paths)
