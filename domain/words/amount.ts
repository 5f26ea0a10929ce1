import { BrokenInvariant } from '../decision.ts'
import type { Poisha } from '../money/poisha.ts'
import { bangla } from './bangla.ts'
import { english } from './english.ts'

const namesIn = { bn: bangla, en: english }
type Names = typeof english

/**
 * An amount in words, as documents of Bangladesh end: "One Thousand Two Hundred Fifty Taka and Fifty Poisha
 * Only", "এক হাজার দুইশ পঞ্চাশ টাকা পঞ্চাশ পয়সা মাত্র". Every amount is possible: above a crore the crores
 * are counted in the same way, so 10^12 is One Lakh Crore.
 * @throws BrokenInvariant when the amount is below zero
 */
export const amountInWords = (amount: Poisha, lang: 'bn' | 'en'): string => {
  if (amount < 0n) throw new BrokenInvariant('An amount in words cannot be below zero')
  const names = namesIn[lang]
  const taka = countInWords(amount / 100n, names)
  const poisha = amount % 100n
  return poisha === 0n ? names.taka(taka) : names.takaAndPoisha(taka, countInWords(poisha, names))
}

const countInWords = (count: bigint, names: Names): string => {
  if (count === 0n) return belowHundred(0n, names)
  const [crores, belowCrore] = [count / 10_000_000n, count % 10_000_000n]
  const parts = [
    crores === 0n ? '' : `${countInWords(crores, names)} ${names.crore}`,
    group(belowCrore / 100_000n, names.lakh, names),
    group((belowCrore / 1000n) % 100n, names.thousand, names),
    hundreds((belowCrore / 100n) % 10n, names),
    belowCrore % 100n === 0n ? '' : belowHundred(belowCrore % 100n, names),
  ]
  return parts.filter((part) => part !== '').join(' ')
}

const belowHundred = (count: bigint, names: Names): string => names.belowHundred[Number(count)] ?? ''

const group = (count: bigint, unit: string, names: Names): string =>
  count === 0n ? '' : `${belowHundred(count, names)} ${unit}`

const hundreds = (count: bigint, names: Names): string =>
  count === 0n ? '' : names.hundred(belowHundred(count, names))
