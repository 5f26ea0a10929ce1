import type { Instant, LocalDate } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import { type Refused, refused } from '../decision.ts'
import { add, type Poisha, subtract } from '../money/poisha.ts'
import type { ExistingInvoice } from './state.ts'

/** What an invoice is called. OVERDUE is no fact of its own: it follows from the date of whoever reads. */
export const invoiceStatuses = [
  'DRAFT',
  'PENDING_APPROVAL',
  'APPROVED',
  'PARTIALLY_PAID',
  'PAID',
  'OVERDUE',
  'CANCELLED',
] as const
export type InvoiceStatus = (typeof invoiceStatuses)[number]

type Sums = Pick<ExistingInvoice, 'totals' | 'credited' | 'debited' | 'paid' | 'refunded'>

/** The sums that decide what an invoice is called. */
export type Settlement = Readonly<{
  /** total - credits + debits */
  net: Poisha
  /** receipts - reversals - refunds */
  received: Poisha
  /** net - received; below zero when money is owed to the buyer */
  balance: Poisha
}>

export const settlementOf = (invoice: Sums): Settlement => {
  const net = add(subtract(invoice.totals.grandTotal, invoice.credited), invoice.debited)
  const received = subtract(invoice.paid, invoice.refunded)
  return { net, received, balance: subtract(net, received) }
}

/** The status rule of an issued invoice: the first that holds. */
export const issuedStatus = (
  { net, received, balance }: Settlement,
  dueDate: LocalDate,
  today: LocalDate,
): InvoiceStatus => {
  if (net === 0n && received === 0n) return 'CANCELLED'
  if (balance <= 0n) return 'PAID'
  if (today > dueDate) return 'OVERDUE'
  return received > 0n ? 'PARTIALLY_PAID' : 'APPROVED'
}

/** What the invoice is called on a date in Dhaka. */
export const statusOn = (invoice: ExistingInvoice, today: LocalDate): InvoiceStatus =>
  invoice.status === 'ISSUED' ? issuedStatus(settlementOf(invoice), invoice.dueDate, today) : invoice.status

/** The transition table: what may be done to an invoice of which status. */
export const allowed = {
  update: ['DRAFT'],
  submit: ['DRAFT'],
  reject: ['PENDING_APPROVAL'],
  approve: ['DRAFT', 'PENDING_APPROVAL'],
  cancel: ['DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'OVERDUE'],
  pay: ['APPROVED', 'PARTIALLY_PAID', 'OVERDUE'],
  reverse: ['PARTIALLY_PAID', 'OVERDUE', 'PAID'],
  credit: ['APPROVED', 'PARTIALLY_PAID', 'OVERDUE', 'PAID'],
  debit: ['APPROVED', 'PARTIALLY_PAID', 'OVERDUE', 'PAID'],
  refund: ['PAID'],
} as const satisfies Record<string, readonly InvoiceStatus[]>
export type Action = keyof typeof allowed

/** The refusal of an action that the table does not allow now, or null when it does. */
export const notAllowed = (invoice: ExistingInvoice, action: Action, at: Instant): Refused | null => {
  const status = statusOn(invoice, dhakaDate(at))
  const possible: readonly InvoiceStatus[] = allowed[action]
  return possible.includes(status) ? null : invalidState(action, status)
}

/** An issued invoice is cancelled only while nothing is received on it. */
export const invalidState = (action: Action, status: InvoiceStatus): Refused =>
  refused('INVALID_STATE', {
    action,
    status,
    possible:
      action === 'cancel'
        ? [...allowed.cancel.slice(0, 3), 'OVERDUE with every payment reversed']
        : allowed[action],
  })
