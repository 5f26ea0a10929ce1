import { type Poisha, writeTaka } from '../../../domain/money/poisha.ts'
import { printTaka } from '../../../domain/money/print.ts'

/** Money as the contract shows it. */
export const money = (amount: Poisha) => ({
  amount: writeTaka(amount),
  currency: 'BDT',
  formattedAmount: printTaka(amount),
})
