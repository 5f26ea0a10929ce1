import type { Instant } from '../../calendar/dates.ts'
import { laterOf } from '../../calendar/dhaka.ts'
import { type Refused, type Result, refused } from '../../decision.ts'
import { sameData } from '../../event/same-data.ts'
import { writeTaka } from '../../money/poisha.ts'
import type { ExistingInvoice, Payment } from '../state.ts'
import { findPayment } from './payment-list.ts'
import type { PaymentTerms, RefundTerms } from './read-payment.ts'

/** A part of a receipt and a payment of the invoice alone are never the same. */
type ReceiptTerms = PaymentTerms & Pick<Payment, 'receiptId'>

/** The terms of a recorded payment, as its event contains them, and the receipt that it is a part of. */
export const termsOf = (payment: Payment): Omit<ReceiptTerms, 'method'> => {
  const { id, kind, recordedBy, recordedAt, reversal, amount, ...details } = payment
  return { ...details, amount: writeTaka(amount) }
}

/**
 * The time at which an input with this id is read. A repetition is read no earlier than it was recorded: at
 * midnight a clock that is seconds behind would refuse the date of a payment that the invoice has.
 */
export const timeToRead = (
  { payments }: Pick<ExistingInvoice, 'payments'>,
  id: Result<string | null>,
  at: Instant,
): Instant => {
  const recorded = id.ok && id.value !== null ? findPayment(payments, id.value) : undefined
  return recorded ? laterOf(at, recorded.recordedAt) : at
}

/**
 * Whether the id is NEW to the invoice, or its payment is REPEATED with the same terms. An id that belongs to
 * a payment with other terms is refused, and so is that of a part of a receipt which the invoice refused: the
 * refusal is final.
 */
export const identityOf = (
  { payments, refusedPayments }: Pick<ExistingInvoice, 'payments' | 'refusedPayments'>,
  id: string,
  kind: Payment['kind'],
  terms: ReceiptTerms | RefundTerms,
): 'NEW' | 'REPEATED' | Refused => {
  const recorded = findPayment(payments, id)
  if (!recorded && !refusedPayments.includes(id)) return 'NEW'
  if (recorded && isSame(recorded, kind, terms)) return 'REPEATED'
  const path = kind === 'REFUND' ? 'input.refundId' : 'input.paymentId'
  return refused('PAYMENT_ID_REUSED', { paymentId: id }, path)
}

const isSame = (recorded: Payment, kind: Payment['kind'], terms: ReceiptTerms | RefundTerms): boolean => {
  const recordedTerms = termsOf(recorded)
  return recorded.kind === kind && sameData({ ...recordedTerms, ...terms }, recordedTerms)
}
