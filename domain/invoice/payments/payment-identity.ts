import { type Refused, refused } from '../../decision.ts'
import { sameData } from '../../event/same-data.ts'
import { writeTaka } from '../../money/poisha.ts'
import type { Payment } from '../state.ts'
import type { PaymentTerms, RefundTerms } from './payment-input.ts'

const termsOf = (payment: Payment): PaymentTerms => {
  const { id, kind, recordedBy, recordedAt, reversal, amount, ...details } = payment
  return { ...details, amount: writeTaka(amount) }
}

/**
 * The same id counts once. NEW: nothing stands under the id. REPEATED: the same stands already, and nothing is to be done.
 * With other content the id is refused.
 */
export const identityOf = (
  payments: readonly Payment[],
  id: string,
  kind: Payment['kind'],
  terms: PaymentTerms | RefundTerms,
): 'NEW' | 'REPEATED' | Refused => {
  const standing = payments.find((payment) => payment.id === id)
  if (!standing) return 'NEW'
  const told = termsOf(standing)
  const same = standing.kind === kind && sameData({ ...told, ...terms }, told)
  return same
    ? 'REPEATED'
    : refused(
        'PAYMENT_ID_REUSED',
        { paymentId: id },
        kind === 'REFUND' ? 'input.refundId' : 'input.paymentId',
      )
}
