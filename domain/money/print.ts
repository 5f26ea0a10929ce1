import { toBanglaDigits } from '../text/digits.ts'
import { type Poisha, writeTaka } from './poisha.ts'

/** Lakh and crore grouping, 3;2;2: 12,34,567.89. */
export const grouped = (amount: Poisha): string => {
  const [whole = '', decimals] = writeTaka(amount).replace('-', '').split('.')
  const lead = whole.slice(0, -3).replace(/\B(?=(\d{2})+$)/g, ',')
  return `${lead === '' ? '' : `${lead},`}${whole.slice(-3)}.${decimals}`
}

/** ৳12,34,567.89, the minus in front of the sign. */
export const printTaka = (amount: Poisha): string => `${amount < 0n ? '-' : ''}৳${grouped(amount)}`

/** ৳১২,৩৪,৫৬৭.৮৯ */
export const printTakaInBangla = (amount: Poisha): string => toBanglaDigits(printTaka(amount))
