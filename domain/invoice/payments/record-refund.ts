import type { Instant } from '../../calendar/dates.ts'
import { allOf, type Decision, decided, refused } from '../../decision.ts'
import { taka, writeTaka } from '../../money/poisha.ts'
import { readOptionalText } from '../../text/read.ts'
import type { RefundRecorded } from '../events.ts'
import { refuseMorePayments } from '../life-limits.ts'
import type { ExistingInvoice } from '../state.ts'
import { notAllowed, settlementOf } from '../status.ts'
import type { RefundInput } from './input.ts'
import { identityOf, timeToRead } from './payment-identity.ts'
import { readRefund } from './read-payment.ts'

/** newId: the id of the refund if the input has none. */
export type RecordRefund = Readonly<{ newId: string; input: RefundInput; by: string; at: Instant }>

/**
 * Records money paid back, at most what credit notes have made due to the buyer. A repeated refundId counts
 * once.
 */
export const recordRefund = (invoice: ExistingInvoice, command: RecordRefund): Decision<RefundRecorded> => {
  const { input, by, at } = command
  const named = readOptionalText(input.refundId, 'input.refundId')
  const read = allOf({ id: named, terms: readRefund(input, timeToRead(invoice, named, at)) })
  if (!read.ok) return read
  const { terms, id } = read.value
  const refundId = id ?? command.newId
  const identity = identityOf(invoice, refundId, 'REFUND', terms)
  if (identity === 'REPEATED') return decided()
  if (identity !== 'NEW') return identity
  const refusal = notAllowed(invoice, 'refund', at) ?? refuseMorePayments(invoice, 'REFUND')
  if (refusal) return refusal
  const { refundDue } = settlementOf(invoice)
  if (taka(terms.amount) > refundDue) {
    const params = { amount: terms.amount, refundDue: writeTaka(refundDue) }
    return refused('REFUND_EXCEEDS_DUE', params, 'input.amount')
  }
  return decided({ type: 'RefundRecorded', refundId, ...terms, by, at })
}
