import { type Poisha, writeTaka } from './poisha.ts'

const banglaZero = '০'.charCodeAt(0)

/** Digits as Bangla writes them: 1250 becomes ১২৫০. */
export const inBanglaDigits = (text: string): string =>
  text.replace(/\d/g, (digit) => String.fromCharCode(banglaZero + Number(digit)))

/** Lakh and crore grouping, 3;2;2: 12,34,567.89. */
export const grouped = (amount: Poisha): string => {
  const [whole = '', decimals] = writeTaka(amount).replace('-', '').split('.')
  const lead = whole.slice(0, -3).replace(/\B(?=(\d{2})+$)/g, ',')
  return `${lead === '' ? '' : `${lead},`}${whole.slice(-3)}.${decimals}`
}

/** ৳12,34,567.89, the minus in front of the sign. */
export const printTaka = (amount: Poisha): string => `${amount < 0n ? '-' : ''}৳${grouped(amount)}`

/** ৳১২,৩৪,৫৬৭.৮৯ */
export const printTakaInBangla = (amount: Poisha): string => inBanglaDigits(printTaka(amount))
