import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { invoiceAnswer } from '../../graphql/answers/invoice.ts'
import { folded, type Stored } from '../../streams/aggregate.ts'
import { invoices } from '../../streams/invoice.ts'
import type { Question } from '../query.ts'
import type { InvoiceAnswer } from '../rows.ts'
import { invoiceStreamOf } from '../streams.ts'

/** The invoice as it stood at an instant, overdue by the date of that instant; null before it was made. */
export const asItStood = async ({ tenantId }: Question<unknown>, id: string, instant: string): Promise<InvoiceAnswer | null> => {
  const until = Date.parse(instant)
  const then = (await invoiceStreamOf(tenantId, id)).filter(({ created }) => Date.parse(created) <= until)
  return invoiceOf(then, dhakaDate(new Date(until).toISOString()))
}

/** The invoice that these events make, null when there are none. */
export const invoiceOf = (events: Stored[], today: string): InvoiceAnswer | null => {
  const { state, revision } = folded(invoices, 'invoice', events)
  return state.status === 'NONE' ? null : invoiceAnswer(state, revision, today)
}
