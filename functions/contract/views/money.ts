import { type Poisha, writeTaka } from '../../../domain/money/poisha.ts'
import { printTaka } from '../../../domain/money/print.ts'

/** The type Money of the contract. */
export const money = (amount: Poisha) => ({
  amount: writeTaka(amount),
  currency: 'BDT',
  formattedAmount: printTaka(amount),
})
