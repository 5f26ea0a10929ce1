import { toBanglaDigits } from '../text/digits.ts'
import { type Poisha, writeTaka } from './poisha.ts'

/** Digits in groups of lakh and crore, 3;2;2, as Bangladesh writes them: 12,34,567.89. */
const groupDigits = (amount: Poisha): string => {
  const [whole = '', decimals] = writeTaka(amount).replace('-', '').split('.')
  const lead = whole.slice(0, -3)
  const [first, pairs] = [lead.slice(0, lead.length % 2), lead.slice(lead.length % 2).match(/../g) ?? []]
  return `${[first, ...pairs, whole.slice(-3)].filter((group) => group !== '').join(',')}.${decimals}`
}

/** ৳12,34,567.89; a minus is in front of the taka sign. */
export const printTaka = (amount: Poisha): string => `${amount < 0n ? '-' : ''}৳${groupDigits(amount)}`

/** ৳১২,৩৪,৫৬৭.৮৯, for the Bangla print of a Mushak-6.3, 6.7 or 6.8. */
export const printTakaInBangla = (amount: Poisha): string => toBanglaDigits(printTaka(amount))
