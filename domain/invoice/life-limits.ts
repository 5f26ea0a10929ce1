import { type Refused, refused } from '../decision.ts'
import { bytesOfJson } from '../text/json-bytes.ts'
import type { InvoiceUpdated } from './events.ts'
import type { ExistingInvoice, Payment } from './state.ts'

/**
 * How much can happen to one invoice. Each command reads and folds all events of the invoice, and a query
 * may ask for all its payments and notes: with these limits a command on the longest life takes a few times
 * as long as on an empty one, and every payment and note fits into one response. A bank that pays in daily
 * instalments needs three years to reach them.
 */
const maxReceipts = 1_000
/** Refunds and write-offs can still settle an invoice that has the most receipts. */
const maxPayments = 1_100
const maxNotes = 200
const maxNoteLines = 5_000

/** Each update stores the whole content again. A draft of 250 lines may be saved after each line. */
const maxUpdates = 1_000
const maxUpdateBytes = 16 * 1024 * 1024

/**
 * The refusal of another update of a draft that had these earlier ones, or null. No other command is refused
 * because of them.
 */
export const refuseMoreUpdates = (
  earlier: readonly InvoiceUpdated[],
  update: InvoiceUpdated,
): Refused | null => {
  const count = earlier.length + 1
  if (count > maxUpdates)
    return refused('TOO_MANY_UPDATES', { count, what: 'updates', most: maxUpdates }, 'input')
  const bytes = earlier.reduce((sum, one) => sum + bytesOfJson(one), bytesOfJson(update))
  if (bytes <= maxUpdateBytes) return null
  const params = { count: bytes, what: 'bytes of updates', most: maxUpdateBytes }
  return refused('TOO_MANY_UPDATES', params, 'input')
}

/**
 * The refusal of another payment of this kind, or null. Reversed payments count: their events are read too.
 */
export const refuseMorePayments = ({ payments }: ExistingInvoice, kind: Payment['kind']): Refused | null => {
  const most = kind === 'RECEIPT' ? maxReceipts : maxPayments
  const count = payments.length
  return count < most ? null : refused('TOO_MANY_PAYMENTS', { count, most })
}

/** The refusal of another note with so many lines, or null. The note of a cancellation is never refused. */
export const refuseMoreNotes = ({ notes }: ExistingInvoice, lines: number): Refused | null => {
  const count = notes.length + 1
  if (count > maxNotes) return refused('TOO_MANY_NOTES', { count, what: 'notes', most: maxNotes })
  const lineCount = notes.reduce((sum, note) => sum + note.lines.length, lines)
  if (lineCount <= maxNoteLines) return null
  return refused('TOO_MANY_NOTES', { count: lineCount, what: 'lines of notes', most: maxNoteLines }, 'lines')
}
