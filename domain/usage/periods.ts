import { type LocalDate, readDate } from '../calendar/dates.ts'
import { dayBefore, daysBetween } from '../calendar/days.ts'
import { accepted, allOf, type Result, refused } from '../decision.ts'
import { type ExchangeRate, exchangeRates, type PriceList, priceLists } from './prices.ts'

/** A part of a period in which the same prices apply. Both days belong to it. */
export type PricePeriod = Readonly<{
  from: LocalDate
  to: LocalDate
  prices: PriceList
  rate: ExchangeRate
}>

type Dated = Readonly<{ from: LocalDate }>
type Lists = Readonly<{ prices: readonly PriceList[]; rates: readonly ExchangeRate[] }>

/** Divides the days from `from` to `to` into periods with one price list and one rate of exchange each. */
export const pricePeriods = (
  from: LocalDate,
  to: LocalDate,
  { prices, rates }: Lists = { prices: priceLists, rates: exchangeRates },
): PricePeriod[] => {
  const changes = [...prices, ...rates].map((entry) => entry.from).filter((day) => day > from && day <= to)
  const starts = [...new Set([from, ...changes])].sort()
  return starts.map((start, index) => {
    const next = starts[index + 1]
    return {
      from: start,
      to: next === undefined ? to : dayBefore(next),
      prices: inForce(prices, start),
      rate: inForce(rates, start),
    }
  })
}

const inForce = <Entry extends Dated>(entries: readonly Entry[], day: LocalDate): Entry => {
  const entry = entries.findLast(({ from }) => from <= day) ?? entries[0]
  if (!entry) throw new RangeError('A list of prices or rates is empty')
  return entry
}

/** The longest period of one bill, in days. */
const maxDays = 400

/** Both days belong to it. */
export type Period = Readonly<{ from: LocalDate; to: LocalDate }>

/** Reads the period of a bill: at most 400 days. */
export const readPeriod = (input: Readonly<{ from: string; to: string }>): Result<Period> => {
  const period = allOf({ from: readDate(input.from, 'from'), to: readDate(input.to, 'to') })
  if (!period.ok) return period
  const { from, to } = period.value
  if (to < from) return refused('PERIOD_REVERSED', { from, to }, 'to')
  const days = daysBetween(from, to)
  return days > maxDays ? refused('PERIOD_TOO_LONG', { days, most: maxDays }, 'to') : accepted({ from, to })
}
