import { describe, expect, test } from '@jest/globals'
import { isLocalDate } from '../calendar/dates.ts'
import { percent } from '../money/poisha.ts'
import { vatCategories } from './categories.ts'
import { isInForce, ratesInForce, usualRate, type VatRate, vatRates } from './rates.ts'

describe('rates in force', () => {
  test('are the rates of the table', () => {
    expect(ratesInForce('STANDARD', '2024-10-15')).toEqual(['15'])
    expect(ratesInForce('REDUCED', '2024-10-15')).toEqual(['10', '7.5', '5', '4.5', '2.4', '2', '1.5'])
    expect(ratesInForce('TRUNCATED', '2024-10-15')).toEqual(['5'])
    expect(ratesInForce('ZERO_RATED', '2024-10-15')).toEqual(['0'])
    expect(ratesInForce('EXEMPT', '2024-10-15')).toEqual([])
  })

  test('of REDUCED have changed: 1.5 since July 2022, and 3 for thirteen days of January 2025', () => {
    expect(['2022-06-30', '2022-07-01'].map((date) => isInForce('REDUCED', percent('1.5'), date))).toEqual([
      false,
      true,
    ])
    expect(
      ['2025-01-08', '2025-01-09', '2025-01-21', '2025-01-22'].map((date) =>
        isInForce('REDUCED', percent('3'), date),
      ),
    ).toEqual([false, true, true, false])
  })

  test('begin on validFrom and end on validTo', () => {
    expect(ratesInForce('STANDARD', '2019-06-30')).toEqual([])
    expect(ratesInForce('STANDARD', '2019-07-01')).toEqual(['15'])
    const row: VatRate = {
      category: 'STANDARD',
      percent: '12',
      examples: '',
      source: '',
      validFrom: '2030-07-01',
      validTo: '2031-06-30',
    }
    expect(
      ['2030-06-30', '2030-07-01', '2031-06-30', '2031-07-01'].map(
        (date) => ratesInForce('STANDARD', date, [row]).length,
      ),
    ).toEqual([0, 1, 1, 0])
  })

  test('every rate of REDUCED is between 0 and 15, and 12 is not one of them', () => {
    for (const one of ratesInForce('REDUCED', '2024-10-15'))
      expect(percent(one) > 0n && percent(one) < percent('15')).toBe(true)
    expect(isInForce('REDUCED', percent('7.5'), '2024-10-15')).toBe(true)
    expect(isInForce('REDUCED', percent('12'), '2024-10-15')).toBe(false)
    expect(isInForce('REDUCED', percent('7.5'), '2019-06-30')).toBe(false)
  })

  test('the usual rate is that of the category, and 7.5 for REDUCED', () => {
    expect(vatCategories.map((category) => [category, usualRate(category, '2024-10-15')])).toEqual([
      ['STANDARD', 150000n],
      ['REDUCED', 75000n],
      ['TRUNCATED', 50000n],
      ['SPECIFIC', 0n],
      ['ZERO_RATED', 0n],
      ['EXEMPT', 0n],
    ])
  })

  test('the usual rate follows the date when the law changes', () => {
    const row = (rate: string, validFrom: string, validTo: string | null): VatRate => ({
      category: 'STANDARD',
      percent: rate,
      examples: '',
      source: '',
      validFrom,
      validTo,
    })
    const table = [row('15', '2019-07-01', '2027-06-30'), row('16', '2027-07-01', null)]
    expect(usualRate('STANDARD', '2027-06-30', table)).toBe(percent('15'))
    expect(usualRate('STANDARD', '2027-07-01', table)).toBe(percent('16'))
    expect(usualRate('STANDARD', '2019-06-30', table)).toBe(percent('16'))
    expect(usualRate('TRUNCATED', '2027-06-30', table)).toBe(percent('0'))
  })

  test('every row has a source, an example and a first day', () => {
    for (const row of vatRates) {
      expect(row.source.length > 10 && row.examples.length > 5 && isLocalDate(row.validFrom)).toBe(true)
    }
  })
})
