import type { Instant } from '../../calendar/dates.ts'
import { allOf, type Decision, decided, type Refused, refused } from '../../decision.ts'
import { add, type Poisha, subtract, taka, writeTaka } from '../../money/poisha.ts'
import { readOptionalText } from '../../text/read.ts'
import type { PaymentRecorded } from '../events.ts'
import type { ExistingInvoice } from '../state.ts'
import { notAllowed, settlementOf } from '../status.ts'
import type { PaymentInput } from './input.ts'
import { identityOf } from './payment-identity.ts'
import { readPayment } from './read-payment.ts'

/** newId: the id of the payment if the input has none. */
export type RecordPayment = Readonly<{ newId: string; input: PaymentInput; by: string; at: Instant }>

/**
 * Records money received or a certificate of withheld tax (Mushak-6.6 for VAT), which settles the balance
 * like cash. A repeated paymentId counts once.
 */
export const recordPayment = (
  invoice: ExistingInvoice,
  command: RecordPayment,
): Decision<PaymentRecorded> => {
  const { input, by, at } = command
  const read = allOf({
    id: readOptionalText(input.paymentId, 'input.paymentId'),
    terms: readPayment(input, at),
  })
  if (!read.ok) return read
  const { terms, id } = read.value
  const paymentId = id ?? command.newId
  const identity = identityOf(invoice.payments, paymentId, 'RECEIPT', terms)
  if (identity === 'REPEATED') return decided()
  if (identity !== 'NEW') return identity
  const amount = taka(terms.amount)
  const { balance } = settlementOf(invoice)
  const refusal = notAllowed(invoice, 'pay', at) ?? refuseOverpayment(amount, balance)
  if (refusal) return refusal
  const excess = input.method === 'VDS_CERTIFICATE' ? refuseExcessVds(invoice, amount) : null
  return excess ?? decided({ type: 'PaymentRecorded', paymentId, receiptId: null, ...terms, by, at })
}

const refuseOverpayment = (amount: Poisha, balance: Poisha): Refused | null =>
  amount > balance
    ? refused('OVERPAYMENT', { amount: writeTaka(amount), balance: writeTaka(balance) }, 'input.amount')
    : null

/** Certificates of withheld VAT together are at most the VAT of the invoice and its notes (s.49). */
const refuseExcessVds = (invoice: ExistingInvoice, amount: Poisha): Refused | null => {
  const before = invoice.payments.filter(
    (payment) => payment.method === 'VDS_CERTIFICATE' && payment.reversal === null,
  )
  const certified = add(amount, ...before.map((payment) => payment.amount))
  const vat = invoice.notes.reduce(
    (sum, note) => (note.kind === 'CREDIT' ? subtract(sum, note.vat) : add(sum, note.vat)),
    invoice.totals.vat,
  )
  if (certified <= vat) return null
  return refused('VDS_EXCEEDS_VAT', { certified: writeTaka(certified), vat: writeTaka(vat) }, 'input.amount')
}
