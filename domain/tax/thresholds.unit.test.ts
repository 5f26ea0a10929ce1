import { describe, expect, test } from '@jest/globals'
import { isLocalDate } from '../calendar/dates.ts'
import { taka } from '../money/poisha.ts'
import { type ThresholdRow, thresholdOn, thresholds } from './thresholds.ts'

describe('thresholds', () => {
  test('are the amounts of the law, also before their first day', () => {
    expect(thresholdOn('BUYER_DETAILS', '2024-10-15')).toBe(taka('25000'))
    expect(thresholdOn('NOTE_RECIPIENT', '2024-10-15')).toBe(taka('5000'))
    expect(thresholdOn('HIGH_VALUE_INVOICE', '2019-07-01')).toBe(taka('200000'))
    expect(thresholdOn('HIGH_VALUE_INVOICE', '2019-06-30')).toBe(taka('200000'))
  })

  test('change on their days, and before the first row its amount applies', () => {
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

  test('every row has a source and a first day', () => {
    for (const row of thresholds) expect(row.source.length > 10 && isLocalDate(row.validFrom)).toBe(true)
  })
})
