import { describe, expect, test } from '@jest/globals'
import { isLocalDate } from '../calendar/dates.ts'
import { percent, taka } from '../money/poisha.ts'
import { vatCategories } from './categories.ts'
import { isInForce, ratesInForce, usualRate, type VatRate, vatRates } from './rates.ts'
import { possibleReturnNotes, usualReturnNote } from './return-notes.ts'
import { highValueBasis, type ThresholdRow, thresholdOn, thresholds } from './thresholds.ts'

describe('rates in force', () => {
  test('are those of the table', () => {
    expect(ratesInForce('STANDARD', '2024-10-15')).toEqual(['15'])
    expect(ratesInForce('REDUCED', '2024-10-15')).toEqual(['10', '7.5', '5', '4.5', '2.4', '2', '1.5'])
    expect(ratesInForce('TRUNCATED', '2024-10-15')).toEqual(['5'])
    expect(ratesInForce('ZERO_RATED', '2024-10-15')).toEqual(['0'])
    expect(ratesInForce('EXEMPT', '2024-10-15')).toEqual([])
  })

  test('begin and end on their days', () => {
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

  test('REDUCED is below 15 and above 0; 12 is in no row', () => {
    for (const one of ratesInForce('REDUCED', '2024-10-15'))
      expect(percent(one) > 0n && percent(one) < percent('15')).toBe(true)
    expect(isInForce('REDUCED', percent('7.5'), '2024-10-15')).toBe(true)
    expect(isInForce('REDUCED', percent('12'), '2024-10-15')).toBe(false)
    expect(isInForce('REDUCED', percent('7.5'), '2019-06-30')).toBe(false)
  })

  test('a line that names no rate has the usual one', () => {
    expect(vatCategories.map((category) => [category, usualRate(category, '2024-10-15')])).toEqual([
      ['STANDARD', 150000n],
      ['REDUCED', 75000n],
      ['TRUNCATED', 50000n],
      ['SPECIFIC', 0n],
      ['ZERO_RATED', 0n],
      ['EXEMPT', 0n],
    ])
  })

  test('a line that names no rate has that of its date, also after the law changed', () => {
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

  test('every row says where it comes from and since when', () => {
    for (const row of vatRates) {
      expect(row.source.length > 10 && row.examples.length > 5 && isLocalDate(row.validFrom)).toBe(true)
      expect(row.validTo === null || row.validTo >= row.validFrom).toBe(true)
    }
  })
})

describe('thresholds', () => {
  test('are those of the law on their dates', () => {
    expect(thresholdOn('BUYER_DETAILS', '2024-10-15')).toBe(taka('25000'))
    expect(thresholdOn('NOTE_RECIPIENT', '2024-10-15')).toBe(taka('5000'))
    expect(thresholdOn('HIGH_VALUE_INVOICE', '2019-07-01')).toBe(taka('200000'))
    expect(thresholdOn('HIGH_VALUE_INVOICE', '2019-06-30')).toBe(taka('200000'))
    expect(highValueBasis).toBe('VALUE_AND_DUTY')
  })

  test('change on their days, and before the first row that one stands', () => {
    const row = (amount: string, validFrom: string, validTo: string | null): ThresholdRow => ({
      threshold: 'BUYER_DETAILS',
      taka: amount,
      validFrom,
      validTo,
      source: '',
    })
    const table = [row('1', '2020-07-01', '2021-06-30'), row('2', '2021-07-01', null)]
    const days = ['2020-06-30', '2020-07-01', '2021-06-30', '2021-07-01', '2030-01-01']
    expect(days.map((date) => thresholdOn('BUYER_DETAILS', date, table))).toEqual([
      100n,
      100n,
      100n,
      200n,
      200n,
    ])
    expect(days.slice(1).map((date) => thresholdOn('BUYER_DETAILS', date, table.toReversed()))).toEqual([
      100n,
      100n,
      200n,
      200n,
    ])
    expect(() => thresholdOn('NOTE_RECIPIENT', '2022-01-01', table)).toThrow(
      'No row for threshold NOTE_RECIPIENT',
    )
  })

  test('every row says where it comes from and since when', () => {
    for (const row of thresholds) expect(row.source.length > 10 && isLocalDate(row.validFrom)).toBe(true)
  })
})

describe('return notes', () => {
  test('each category has its usual note and those that may be chosen', () => {
    expect(
      vatCategories.map((category) => [category, usualReturnNote(category), possibleReturnNotes(category)]),
    ).toEqual([
      ['STANDARD', 4, [4, 5, 8]],
      ['REDUCED', 7, [7, 5, 8]],
      ['TRUNCATED', 7, [7, 5, 8]],
      ['SPECIFIC', 6, [6, 5, 8]],
      ['ZERO_RATED', 1, [1, 2]],
      ['EXEMPT', 3, [3]],
    ])
  })
})
