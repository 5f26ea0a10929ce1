import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { fold } from '../../../domain/event/aggregate.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { happenedAt } from '../../../domain/invoice/happened.ts'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { invoiceView } from '../../contract/views/invoice.ts'
import { found, type Question } from '../../read-model/query.ts'
import type { InvoiceView } from '../../read-model/rows/view.ts'
import { invoiceStreamOf } from '../../read-model/streams.ts'

/** Clocks may differ by as much. */
const tolerated = 60_000

/**
 * The invoice as it stood at an instant, overdue by the date of that instant; null before it was made. By the times that its
 * events tell, so that it is issued at its issuedAt.
 */
export const asItStood = async (
  { tenantId }: Question<unknown>,
  id: string,
  instant: string,
): Promise<Answer<InvoiceView | null>> => {
  const until = Date.parse(instant)
  if (until > Date.now() + tolerated) return inFuture()
  const events = await invoiceStreamOf(tenantId, id)
  const later = events.findIndex((stored) => Date.parse(happenedAt(invoices.decode(stored))) > until)
  return found(
    invoiceOf(later === -1 ? events : events.slice(0, later), dhakaDate(new Date(until).toISOString())),
  )
}

const inFuture = (): Answer<never> =>
  failed({
    code: 'INVALID_INPUT',
    message: 'asOf: is in the future; an invoice is shown as it stood',
    path: 'asOf',
  })

/** The invoice that these events make, null when there are none. */
export const invoiceOf = (events: StoredEvent[], today: string): InvoiceView | null => {
  const invoice = fold(invoices, events.map(invoices.decode))
  return invoice.status === 'NONE' ? null : invoiceView(invoice, events.length - 1, today)
}
