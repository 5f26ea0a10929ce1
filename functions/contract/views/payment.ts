import { claimPeriodOf } from '../../../domain/invoice/payments/claim-period.ts'
import type { Payment } from '../../../domain/invoice/state.ts'
import { taka } from '../../../domain/money/poisha.ts'
import { money } from './money.ts'

/** The type Payment of the contract. */
export const paymentView = ({ amount, certificateValue, reversal, ...payment }: Payment) => ({
  ...payment,
  claimPeriod: claimPeriodOf(payment),
  amount: money(amount),
  certificateValue: certificateValue === null ? null : money(taka(certificateValue)),
  reversed: reversal !== null,
  reversedBy: reversal?.by ?? null,
  reversedAt: reversal?.at ?? null,
  reversedOn: reversal?.reversedOn ?? null,
  reversalReason: reversal?.reason ?? null,
})
