import { expect, test } from '@jest/globals'
import { isLocalDate } from '../calendar/dates.ts'
import { pricePeriods, readPeriod } from './periods.ts'
import { exchangeRates, priceLists } from './prices.ts'

const list = (from: string) => ({
  from,
  region: 'r',
  source: 's',
  perMillionInvocations: '1',
  perGigabyteSecond: '1',
  perMillionApiRequests: '1',
})
const rate = (from: string) => ({ from, takaPerDollar: '100', source: 's' })
const lists = {
  prices: [list('2026-01-01'), list('2026-02-10')],
  rates: [rate('2026-01-15'), rate('2026-02-10')],
}
const shown = (from: string, to: string) =>
  pricePeriods(from, to, lists).map((one) => [one.from, one.to, one.prices.from, one.rate.from])

test('a period is divided where a price list or a rate begins', () => {
  expect(shown('2026-01-10', '2026-03-01')).toEqual([
    ['2026-01-10', '2026-01-14', '2026-01-01', '2026-01-15'],
    ['2026-01-15', '2026-02-09', '2026-01-01', '2026-01-15'],
    ['2026-02-10', '2026-03-01', '2026-02-10', '2026-02-10'],
  ])
})

test('days before the first list have its prices', () => {
  expect(shown('2025-12-30', '2025-12-31')).toEqual([
    ['2025-12-30', '2025-12-31', '2026-01-01', '2026-01-15'],
  ])
})

test('the first and the last day belong to the period', () => {
  expect(shown('2026-02-10', '2026-02-10')).toHaveLength(1)
  expect(shown('2026-02-09', '2026-02-10')).toHaveLength(2)
})

test.each([
  ['price lists', priceLists],
  ['exchange rates', exchangeRates],
])('the %s are dated, in order and have a source', (_name, entries) => {
  const days = entries.map(({ from }) => from)
  expect(days.every(isLocalDate)).toBe(true)
  expect(days).toEqual([...new Set(days)].sort())
  expect(entries.filter(({ source }) => source.length < 20)).toEqual([])
})

test.each([
  ['2026-11-01', '2026-11-30', 'ok'],
  ['2026-11-01', '2026-11-01', 'ok'],
  ['2025-01-01', '2026-02-04', 'ok'],
  ['2025-01-01', '2026-02-05', 'PERIOD_TOO_LONG to'],
  ['2026-11-02', '2026-11-01', 'PERIOD_REVERSED to'],
  ['2026-02-30', '2026-03-01', 'INVALID_DATE from'],
  ['2026-11-01', 'yesterday', 'INVALID_DATE to'],
])('a bill from %s to %s: %s', (from, to, expected) => {
  const read = readPeriod({ from, to })
  expect(read.ok ? 'ok' : `${read.refusal.code} ${read.refusal.path}`).toBe(expected)
})
