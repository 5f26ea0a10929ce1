import { toBanglaDigits } from '../text/digits.ts'
import { type Poisha, writeTaka } from './poisha.ts'

/**
 * A decimal without a sign, such as 1234567.89, with its whole digits in groups of lakh and crore, 3;2;2, as
 * Bangladesh writes them: 12,34,567.89.
 */
export const groupDigits = (decimal: string): string => {
  const [whole = '', decimals] = decimal.split('.')
  const lead = whole.slice(0, -3)
  const [first, pairs] = [lead.slice(0, lead.length % 2), lead.slice(lead.length % 2).match(/../g) ?? []]
  const grouped = [first, ...pairs, whole.slice(-3)].filter((group) => group !== '').join(',')
  return decimals === undefined ? grouped : `${grouped}.${decimals}`
}

/** ৳12,34,567.89; a minus is in front of the taka sign. */
export const printTaka = (amount: Poisha): string =>
  `${amount < 0n ? '-' : ''}৳${groupDigits(writeTaka(amount).replace('-', ''))}`

/** ৳১২,৩৪,৫৬৭.৮৯, for the Bangla print of a Mushak-6.3, 6.7 or 6.8. */
export const printTakaInBangla = (amount: Poisha): string => toBanglaDigits(printTaka(amount))
