import type { LocalDate } from '../calendar/dates.ts'
import { type Percent, percent } from '../money/poisha.ts'
import type { VatCategory } from './categories.ts'
import { actInForce } from './codes/history.ts'

/** A rate, in force from validFrom to validTo, both included. validTo is null while the end is not known. */
export type VatRate = Readonly<{
  category: VatCategory
  percent: string
  examples: string
  source: string
  validFrom: LocalDate
  validTo: LocalDate | null
}>

const act = 'Value Added Tax and Supplementary Duty Act 2012'
const rate = (category: VatCategory, percent: string, examples: string, source: string): VatRate => ({
  category,
  percent,
  examples,
  source,
  validFrom: actInForce,
  validTo: null,
})

/** The rates of VAT. When the law changes, the row of the old rate gets a validTo and a new row is added. */
export const vatRates: readonly VatRate[] = [
  rate('STANDARD', '15', 'goods and services for which no other rate is set', `${act}, s.15`),
  rate(
    'REDUCED',
    '10',
    'construction firm S004.00, procurement provider S037.00, motor garage S003.10, hotel S001.10',
    `${act}, Third Schedule`,
  ),
  rate('REDUCED', '7.5', 'general local trading stage, furniture S024.10/.20', `${act}, Third Schedule`),
  rate('REDUCED', '5', 'ITES S099.10, restaurant S001.20, ride sharing', `${act}, Third Schedule`),
  rate('REDUCED', '4.5', 'sale of a building from 1,601 square feet', `${act}, Third Schedule`),
  {
    ...rate('REDUCED', '3', 'medicine at trading stage', 'Ordinance of 9 January 2025'),
    validFrom: '2025-01-09',
    validTo: '2025-01-21',
  },
  rate('REDUCED', '2.4', 'medicine at trading stage', `${act}, Third Schedule`),
  rate('REDUCED', '2', 'sale of a building up to 1,600 square feet', `${act}, Third Schedule`),
  {
    ...rate('REDUCED', '1.5', 'certain wholesalers', 'Finance Act 2022, s.83: Third Schedule, paragraph 4'),
    validFrom: '2022-07-01',
  },
  rate('TRUNCATED', '5', 'truncated value base', `${act}, Third Schedule`),
  rate('ZERO_RATED', '0', 'direct and deemed export', `${act}, s.21`),
]

/** The rates of a category in force on a date, as decimals. */
export const ratesInForce = (
  category: VatCategory,
  date: LocalDate,
  table: readonly VatRate[] = vatRates,
): readonly string[] =>
  table
    .filter(
      (row) =>
        row.category === category && row.validFrom <= date && (row.validTo === null || date <= row.validTo),
    )
    .map((row) => row.percent)

/**
 * The rate of a line that gives none: that of its category on the date. REDUCED has several rates, and its
 * usual one is 7.5. Where none is in force it is the last known rate, so that the refusal can name it.
 */
export const usualRate = (
  category: VatCategory,
  date: LocalDate,
  table: readonly VatRate[] = vatRates,
): Percent => {
  if (category === 'REDUCED') return percent('7.5')
  const [inForce] = ratesInForce(category, date, table)
  return percent(inForce ?? table.findLast((row) => row.category === category)?.percent ?? '0')
}

/** Whether the category has the rate on the date. */
export const isInForce = (category: VatCategory, chosen: Percent, date: LocalDate): boolean =>
  ratesInForce(category, date).some((one) => percent(one) === chosen)
