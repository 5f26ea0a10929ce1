import type { Instant } from '../calendar/dates.ts'
import { BrokenInvariant, type Refusal } from '../decision.ts'
import type { InvoiceEvent, ReceiptPartRefused } from '../invoice/events.ts'
import type { ExistingInvoice } from '../invoice/state.ts'
import type { ReceiptEvent } from './events.ts'
import { recordPart, reversePart } from './part.ts'
import type { Allocation, ExistingReceipt } from './state.ts'

/** An invoice with all of its events. */
export type InvoiceHistory = Readonly<{ invoice: ExistingInvoice; events: readonly InvoiceEvent[] }>

/**
 * What became of an open part, or null while its invoice was not asked. The stream of the invoice decides:
 * it has the payment, its reversal, or an event that says why it was refused. So whoever asks, and however
 * late, finds the same outcome.
 */
export const outcomeOf = (
  receipt: ExistingReceipt,
  part: Allocation,
  { invoice, events }: InvoiceHistory,
  at: Instant,
): ReceiptEvent | null => {
  const { paymentId } = part
  const isReversing = part.state === 'REVERSING'
  const refusal = events.find((event) => isRefusalOf(receipt, part, event))
  if (refusal?.type === 'ReceiptPartRefused') {
    const { code, params } = refusal
    const type = isReversing ? 'AllocationReversalRefused' : 'AllocationRefused'
    return { type, paymentId, code, params, at }
  }
  const payment = invoice.payments.find((one) => one.id === paymentId && one.receiptId === receipt.id)
  if (!payment) return null
  if (!isReversing) return { type: 'AllocationCarried', paymentId, at }
  return payment.reversal === null ? null : { type: 'AllocationReversed', paymentId, at }
}

/** A reversal has the number of the receipt's reversal, because a part may be reversed again later. */
const attemptOf = ({ reversals }: ExistingReceipt, { state }: Allocation) =>
  state === 'REVERSING' ? reversals : 0

const isRefusalOf = (receipt: ExistingReceipt, part: Allocation, event: InvoiceEvent): boolean =>
  event.type === 'ReceiptPartRefused' &&
  event.receiptId === receipt.id &&
  event.paymentId === part.paymentId &&
  event.reversal === attemptOf(receipt, part)

/**
 * The event by which the invoice accepts or refuses an open part that has no outcome yet. A refusal is stored
 * with the invoice, so that a second process that carries the same part cannot accept it later.
 * @throws BrokenInvariant when the part has an outcome
 */
export const settlePart = (
  receipt: ExistingReceipt,
  part: Allocation,
  invoice: ExistingInvoice,
  at: Instant,
): InvoiceEvent => {
  const decision =
    part.state === 'REVERSING'
      ? reversePart(invoice, receipt, part, at)
      : recordPart(invoice, receipt, part, at)
  if (!decision.ok) return partRefused(receipt, part, decision.refusal, at)
  const [event] = decision.events
  if (!event) throw new BrokenInvariant(`Part ${part.paymentId} has an outcome already`)
  return event
}

const partRefused = (
  receipt: ExistingReceipt,
  part: Allocation,
  { code, params }: Refusal,
  at: Instant,
): ReceiptPartRefused => ({
  type: 'ReceiptPartRefused',
  receiptId: receipt.id,
  paymentId: part.paymentId,
  reversal: attemptOf(receipt, part),
  code,
  params,
  by: part.state === 'REVERSING' ? (receipt.reversal?.by ?? part.decidedBy) : part.decidedBy,
  at,
})
