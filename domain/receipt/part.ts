import type { Instant } from '../calendar/dates.ts'
import { BrokenInvariant, type Decision } from '../decision.ts'
import type { PaymentRecorded, PaymentReversed, WriteOffReversed } from '../invoice/events.ts'
import { recordPayment } from '../invoice/payments/record-payment.ts'
import { reversePayment } from '../invoice/payments/reverse-payment.ts'
import type { ExistingInvoice } from '../invoice/state.ts'
import { writeTaka } from '../money/poisha.ts'
import type { Allocation, ExistingReceipt } from './state.ts'

/** The money of a receipt: how it came and when, as each of its payments has it too. */
export type ReceiptTerms = Pick<
  ExistingReceipt,
  | 'method'
  | 'paidOn'
  | 'reference'
  | 'bankAccountId'
  | 'checkNumber'
  | 'walletProvider'
  | 'mobileNumber'
  | 'customerId'
  | 'id'
>

/** The id of the payment that a part becomes: an invoice has at most one part in a round of a receipt. */
export const partId = (receiptId: string, round: number, invoiceId: string): string =>
  `${receiptId}-${round}-${invoiceId}`

/** Decides a part as its invoice decides any payment, and so for the same reasons. */
export const recordPart = (
  invoice: ExistingInvoice,
  { method, paidOn, reference, id, ...details }: ReceiptTerms,
  part: Pick<Allocation, 'paymentId' | 'amount' | 'acceptOverpayment' | 'decidedBy'>,
  at: Instant,
): Decision<PaymentRecorded> =>
  recordPayment(invoice, {
    newId: part.paymentId,
    receiptId: id,
    input: {
      paymentId: part.paymentId,
      amount: writeTaka(part.amount),
      method,
      paidOn,
      reference,
      bankAccountId: details.bankAccountId,
      checkNumber: details.checkNumber,
      walletProvider: details.walletProvider,
      mobileNumber: details.mobileNumber,
      acceptOverpayment: part.acceptOverpayment,
    },
    by: part.decidedBy,
    at,
  })

/**
 * Decides the reversal of a part as its invoice decides any reversal.
 * @throws BrokenInvariant when the receipt is not reversed
 */
export const reversePart = (
  invoice: ExistingInvoice,
  { id, reversal }: Pick<ExistingReceipt, 'id' | 'reversal'>,
  { paymentId }: Pick<Allocation, 'paymentId'>,
  at: Instant,
): Decision<PaymentReversed | WriteOffReversed> => {
  if (!reversal) throw new BrokenInvariant(`Receipt ${id} is not reversed`)
  const { by, reason, reversedOn } = reversal
  return reversePayment(invoice, { paymentId, receiptId: id, reason, reversedOn, by, at })
}
