import { expect, test } from '@jest/globals'
import { isLocalDate } from '../calendar/dates.ts'
import { claimRows, lastClaimPeriod } from './claim-periods.ts'

test.each([
  ['2026-11-27', '2027-02'],
  ['2022-07-01', '2022-10'],
  ['2022-06-30', '2022-07'],
  ['2021-07-01', '2021-08'],
  ['2021-06-30', '2021-12'],
  ['2019-07-01', '2020-01'],
  ['2018-01-31', '2018-07'],
])('VAT withheld on %s can be claimed until %s', (paidOn, last) => {
  expect(lastClaimPeriod(paidOn)).toBe(last)
})

test('the rows begin on days in rising order, and each has a source', () => {
  const days = claimRows.map(({ validFrom }) => validFrom)
  expect(days.every(isLocalDate)).toBe(true)
  expect([...days].sort()).toEqual(days)
  expect(claimRows.every(({ source }) => source.includes('s.50(2)'))).toBe(true)
})

test('an empty table is a defect', () => {
  expect(() => lastClaimPeriod('2026-11-27', [])).toThrow('No row says how long')
})
