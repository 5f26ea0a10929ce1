import type { Instant } from '../../calendar/dates.ts'
import { allOf, type Decision, decided, type Refused, refused } from '../../decision.ts'
import { wholeLimit } from '../../money/fixed.ts'
import { add, type Poisha, taka, takaLimit, writeTaka } from '../../money/poisha.ts'
import { readOptionalText } from '../../text/read.ts'
import type { PaymentRecorded } from '../events.ts'
import { refuseMorePayments } from '../life-limits.ts'
import type { ExistingInvoice } from '../state.ts'
import { notAllowed, settlementOf } from '../status.ts'
import { refuseExcessCertificate } from './certificate-limits.ts'
import type { PaymentInput } from './input.ts'
import { identityOf, timeToRead } from './payment-identity.ts'
import { type PaymentTerms, readPayment } from './read-payment.ts'

/** newId: the id of the payment if the input has none. receiptId: the receipt that it is a part of. */
export type RecordPayment = Readonly<{
  newId: string
  receiptId?: string
  input: PaymentInput
  by: string
  at: Instant
}>

/**
 * Records money received or a certificate of withheld tax (Mushak-6.6 for VAT), which settles the balance
 * like cash. More than the balance is recorded only with acceptOverpayment; then the excess is due to the
 * buyer. A repeated paymentId counts once, with or without acceptOverpayment.
 */
export const recordPayment = (
  invoice: ExistingInvoice,
  command: RecordPayment,
): Decision<PaymentRecorded> => {
  const { input, receiptId = null, by, at } = command
  const named = readOptionalText(input.paymentId, 'input.paymentId')
  const read = allOf({ id: named, terms: readPayment(input, timeToRead(invoice, named, at)) })
  if (!read.ok) return read
  const { terms, id } = read.value
  const paymentId = id ?? command.newId
  const identity = identityOf(invoice, paymentId, 'RECEIPT', { ...terms, receiptId })
  if (identity === 'REPEATED') return decided()
  if (identity !== 'NEW') return identity
  const refusal = refuse(invoice, command, terms)
  return refusal ?? decided({ type: 'PaymentRecorded', paymentId, receiptId, ...terms, by, at })
}

/** Why a new payment with these terms is refused, or null. */
const refuse = (
  invoice: ExistingInvoice,
  { input, at }: RecordPayment,
  terms: PaymentTerms,
): Refused | null => {
  const acceptOverpayment = input.acceptOverpayment === true
  const amount = taka(terms.amount)
  return (
    notAllowed(invoice, 'pay', at, { acceptOverpayment }) ??
    refuseMorePayments(invoice, 'RECEIPT') ??
    refuseExcessCertificate(invoice, terms.method, amount) ??
    (acceptOverpayment ? null : refuseOverpayment(invoice, amount)) ??
    refuseUnstorable(invoice, amount)
  )
}

const refuseOverpayment = (invoice: ExistingInvoice, amount: Poisha): Refused | null => {
  const { balance } = settlementOf(invoice)
  if (amount <= balance) return null
  return refused('OVERPAYMENT', { amount: writeTaka(amount), balance: writeTaka(balance) }, 'input.amount')
}

/** The read model stores the sum of the receipts, so it has the limit of every amount. */
const refuseUnstorable = (invoice: ExistingInvoice, amount: Poisha): Refused | null => {
  const paid = add(invoice.paid, amount)
  if (paid < takaLimit) return null
  return refused('OUT_OF_RANGE', { value: writeTaka(paid), limit: wholeLimit.toString() }, 'input.amount')
}
