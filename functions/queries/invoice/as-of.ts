import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { fold } from '../../../domain/event/aggregate.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { happenedAt } from '../../../domain/invoice/events.ts'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { invoiceView } from '../../contract/views/invoice.ts'
import { answerWith, type QueryCall } from '../../read-model/query.ts'
import type { InvoiceView } from '../../read-model/rows/row-view.ts'
import { readInvoiceStream } from '../../read-model/streams.ts'

/** Clocks of clients may be ahead by this much. */
const clockToleranceMs = 60_000

/**
 * Reads the invoice as it was at an instant, overdue by the date of that instant; null before it was created.
 * The times are those in the events, so an invoice is issued from its issuedAt on.
 */
export const readAsOf = async (
  { tenantId }: QueryCall<unknown>,
  id: string,
  instant: string,
): Promise<Answer<InvoiceView | null>> => {
  const until = Date.parse(instant)
  if (until > Date.now() + clockToleranceMs) return inFuture()
  const events = await readInvoiceStream(tenantId, id)
  const later = events.findIndex((stored) => Date.parse(happenedAt(invoices.decode(stored))) > until)
  const earlier = later === -1 ? events : events.slice(0, later)
  return answerWith(foldedView(earlier, dhakaDate(new Date(until).toISOString())))
}

const inFuture = (): Answer<never> =>
  failed({
    code: 'INVALID_INPUT',
    message: 'asOf: is in the future; only a past time can be shown',
    path: 'asOf',
  })

/** The view of the invoice that these events make, on that date in Dhaka; null when there are no events. */
export const foldedView = (events: StoredEvent[], today: string): InvoiceView | null => {
  const invoice = fold(invoices, events.map(invoices.decode))
  return invoice.status === 'NONE' ? null : invoiceView(invoice, events.length - 1, today)
}
