import type { Instant, LocalDate } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import { type Refused, refused } from '../decision.ts'
import { add, type Poisha, poisha, smallerOf, subtract, zero } from '../money/poisha.ts'
import type { Cancellation, ExistingInvoice } from './state.ts'

/**
 * The status of an invoice as queries return it. OVERDUE has no event: it depends on the due date and today's
 * date.
 */
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

type Sums = Pick<ExistingInvoice, 'totals' | 'credited' | 'debited' | 'paid' | 'refunded' | 'writtenOff'>

/** The sums that the status depends on. */
export type Settlement = Readonly<{
  /** total - credits + debits */
  net: Poisha
  /** receipts - reversals - refunds */
  received: Poisha
  /** The part of the write-offs that counts: no more than the receipts leave open. */
  writtenOff: Poisha
  /** net - received - writtenOff; below zero when a refund is due to the buyer */
  balance: Poisha
  /** What was received above the net total. */
  refundDue: Poisha
}>

export const settlementOf = (invoice: Sums): Settlement => {
  const net = add(subtract(invoice.totals.grandTotal, invoice.credited), invoice.debited)
  const received = subtract(invoice.paid, invoice.refunded)
  const open = subtract(net, received)
  const writtenOff = open > 0n ? smallerOf(invoice.writtenOff, open) : zero
  const balance = subtract(open, writtenOff)
  return { net, received, writtenOff, balance, refundDue: refundDueOf(balance) }
}

/** What is due to the buyer at this balance. Only money, never a write-off, brings a balance below zero. */
export const refundDueOf = (balance: Poisha): Poisha => (balance < 0n ? poisha(-balance) : zero)

/** The status of an issued invoice on a date: the first rule that applies. */
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

/**
 * The status of an invoice on its due date, which is never OVERDUE and does not depend on today: the read
 * model stores it.
 */
export const statusOnDueDate = (invoice: ExistingInvoice): InvoiceStatus => statusOn(invoice, invoice.dueDate)

/**
 * The statuses on the due date of the invoices that are issued, not cancelled, and have a balance above zero.
 * From the day after their due date they are OVERDUE.
 */
export const openStatuses = ['APPROVED', 'PARTIALLY_PAID'] as const satisfies readonly InvoiceStatus[]

/** The status of an invoice on a date, from its status on its due date. Only OVERDUE depends on the date. */
export const statusAfterDueDate = (
  onDueDate: InvoiceStatus,
  dueDate: LocalDate,
  today: LocalDate,
): InvoiceStatus => {
  const isOpen = openStatuses.some((open) => open === onDueDate)
  return isOpen && today > dueDate ? 'OVERDUE' : onDueDate
}

/** The status of an invoice on a date in Dhaka. */
export const statusOn = (invoice: ExistingInvoice, today: LocalDate): InvoiceStatus =>
  invoice.status === 'ISSUED' ? issuedStatus(settlementOf(invoice), invoice.dueDate, today) : invoice.status

/**
 * Who cancelled the invoice: by cancelInvoice, or by the note that left nothing of it. Null unless its status
 * is CANCELLED.
 */
export const cancellationOf = (invoice: ExistingInvoice): Cancellation | null => {
  if (invoice.status === 'CANCELLED') {
    const { cancelledBy: by, cancelledAt: at, cancellationReason: reason } = invoice
    return { by, at, reason }
  }
  return statusOnDueDate(invoice) === 'CANCELLED' ? invoice.closedByNote : null
}

/** A status with a condition, where the transition table depends on more than the status. */
type ConditionalStatus =
  | 'OVERDUE with no money on it'
  | 'PAID with acceptOverpayment'
  | 'CANCELLED after issue'
  | 'CANCELLED after issue with acceptOverpayment'

/** The transition table: the statuses in which an action is allowed. Refusals list them as they are here. */
export const allowed = {
  update: ['DRAFT'],
  submit: ['DRAFT'],
  reject: ['PENDING_APPROVAL'],
  approve: ['DRAFT', 'PENDING_APPROVAL'],
  cancel: ['DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'OVERDUE with no money on it'],
  pay: [
    ...(['APPROVED', 'PARTIALLY_PAID', 'OVERDUE'] as const),
    ...(['PAID with acceptOverpayment', 'CANCELLED after issue with acceptOverpayment'] as const),
  ],
  reverse: ['PARTIALLY_PAID', 'OVERDUE', 'PAID', 'CANCELLED after issue'],
  credit: ['APPROVED', 'PARTIALLY_PAID', 'OVERDUE', 'PAID'],
  debit: ['APPROVED', 'PARTIALLY_PAID', 'OVERDUE', 'PAID'],
  refund: ['PAID', 'CANCELLED after issue'],
  writeOff: ['APPROVED', 'PARTIALLY_PAID', 'OVERDUE'],
} as const satisfies Record<string, readonly (InvoiceStatus | ConditionalStatus)[]>
export type Action = keyof typeof allowed

/** acceptOverpayment: the user knows that the payment is above the balance. */
type Wish = Readonly<{ acceptOverpayment: boolean }>

/** The refusal of an action that the table does not allow at this instant, or null. */
export const notAllowed = (
  invoice: ExistingInvoice,
  action: Action,
  at: Instant,
  wish: Wish = { acceptOverpayment: false },
): Refused | null => {
  const status = statusOn(invoice, dhakaDate(at))
  const fulfilled = [status, ...conditionsMet(invoice, status, wish)]
  const possible: readonly string[] = allowed[action]
  return fulfilled.some((one) => possible.includes(one))
    ? null
    : refused('INVALID_STATE', { action, status, possible })
}

const conditionsMet = (
  invoice: ExistingInvoice,
  status: InvoiceStatus,
  { acceptOverpayment }: Wish,
): readonly ConditionalStatus[] => {
  switch (status) {
    case 'OVERDUE':
      return settlementOf(invoice).received === 0n ? ['OVERDUE with no money on it'] : []
    case 'PAID':
      return acceptOverpayment ? ['PAID with acceptOverpayment'] : []
    case 'CANCELLED':
      if (invoice.approvedAt === null) return []
      return acceptOverpayment
        ? ['CANCELLED after issue', 'CANCELLED after issue with acceptOverpayment']
        : ['CANCELLED after issue']
    default:
      return []
  }
}
