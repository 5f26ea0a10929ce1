import type { Instant } from '../../calendar/dates.ts'
import { accepted, type Decision, decided, type Result, refused } from '../../decision.ts'
import type { Maybe } from '../../maybe.ts'
import { subtract, writeTaka } from '../../money/poisha.ts'
import { trimmed } from '../../text/blanks.ts'
import { excerpt, readReason } from '../../text/read.ts'
import type { PaymentReversed, WriteOffReversed } from '../events.ts'
import type { ExistingInvoice, Payment } from '../state.ts'
import { notAllowed } from '../status.ts'
import { findPayment } from './payment-list.ts'
import { readReversedOn } from './reversed-on.ts'

/** receiptId: the receipt that is reversed, when the payment is a part of it. */
export type ReversePayment = Readonly<{
  paymentId: string
  receiptId?: string
  reason: string
  /** Default: today in Dhaka. */
  reversedOn?: Maybe<string>
  by: string
  at: Instant
}>

/**
 * Reverses a receipt: the check bounced, or it was for another invoice. The other receipts must cover the
 * refunds. A write-off is reversed by its id too, in every status.
 */
export const reversePayment = (
  invoice: ExistingInvoice,
  command: ReversePayment,
): Decision<PaymentReversed | WriteOffReversed> => {
  const { by, at } = command
  const paymentId = trimmed(command.paymentId)
  const isWriteOff = findPayment(invoice.payments, paymentId)?.kind === 'WRITE_OFF'
  const refusal = isWriteOff ? null : notAllowed(invoice, 'reverse', at)
  if (refusal) return refusal
  const reason = readReason(command.reason)
  if (!reason.ok) return reason
  const payment = findReversible(invoice, paymentId, command.receiptId ?? null)
  if (!payment.ok) return payment
  const reversedOn = readReversedOn(command.reversedOn, { paidOn: payment.value.paidOn, at })
  if (!reversedOn.ok) return reversedOn
  const reversal = { reversedOn: reversedOn.value, reason: reason.value, by, at }
  if (isWriteOff) return decided({ type: 'WriteOffReversed', writeOffId: paymentId, ...reversal })
  const received = subtract(invoice.paid, payment.value.amount)
  if (received < invoice.refunded) {
    const params = { received: writeTaka(received), refunded: writeTaka(invoice.refunded) }
    return refused('REVERSAL_BELOW_REFUNDS', params, 'paymentId')
  }
  return decided({ type: 'PaymentReversed', paymentId, ...reversal })
}

const findReversible = (
  invoice: ExistingInvoice,
  paymentId: string,
  receiptId: string | null,
): Result<Payment> => {
  const payment = findPayment(invoice.payments, paymentId)
  const isOther = receiptId !== null && payment?.receiptId === null
  if (!payment || isOther)
    return refused('PAYMENT_UNKNOWN', { paymentId: excerpt(paymentId, 80) }, 'paymentId')
  if (payment.kind === 'REFUND') return refused('REFUND_NOT_REVERSIBLE', { paymentId }, 'paymentId')
  if (payment.receiptId !== null && payment.receiptId !== receiptId)
    return refused('PART_OF_RECEIPT', { paymentId, receiptId: payment.receiptId }, 'paymentId')
  return payment.reversal === null
    ? accepted(payment)
    : refused('PAYMENT_ALREADY_REVERSED', { paymentId }, 'paymentId')
}
