import { checkSums } from '../../../../domain/audit/check-sums.ts'
import type { ExistingInvoice } from '../../../../domain/invoice/state.ts'
import { openAllocations } from '../../../../domain/receipt/sums.ts'
import type { History } from './history.ts'

/**
 * Every stream can be folded, every sum is that of the events, every decided document has its number, and the
 * parts of receipts are complete:
 * each that was carried is one payment of its invoice, and each payment of a receipt is such a part.
 */
export const proveStreams = ({ invoices, receipts, damaged }: History): string[] => {
  const problems = [...damaged]
  for (const { stream, state, events } of invoices) {
    for (const { document } of state.openNumbers) problems.push(`${stream}: ${document.kind} has no number`)
    for (const { what } of checkSums(state, events)) problems.push(`${stream}: ${what}`)
  }
  for (const { stream, state } of receipts)
    for (const { paymentId, state: part } of openAllocations(state))
      problems.push(`${stream}: part ${paymentId} is still ${part}`)
  const byId = new Map(invoices.map(({ state }) => [state.id, state]))
  const parts = new Map<string, string>()
  for (const { stream, state } of receipts)
    for (const { invoiceId, paymentId, amount, state: part } of state.allocations) {
      const payment = paymentOf(byId.get(invoiceId), paymentId)
      parts.set(paymentId, part)
      const isApplied = part === 'CARRIED'
      if (isApplied !== (payment !== undefined && payment.reversal === null))
        problems.push(`${stream}: part ${paymentId} is ${part}, and its payment says otherwise`)
      if (payment && payment.amount !== amount)
        problems.push(`${stream}: part ${paymentId} is ${amount} and its payment ${payment.amount}`)
    }
  for (const { stream, state } of invoices)
    for (const { id, receiptId } of state.payments)
      if (receiptId !== null && !parts.has(id)) problems.push(`${stream}: payment ${id} is of no receipt`)
  return problems
}

const paymentOf = (invoice: ExistingInvoice | undefined, paymentId: string) =>
  invoice?.payments.find(({ id }) => id === paymentId)
