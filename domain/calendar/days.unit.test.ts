import { expect, test } from '@jest/globals'
import { dayBefore, daysBetween, lastDayOfMonth } from './days.ts'

test('the first and the last day count', () => {
  expect(daysBetween('2026-02-28', '2026-02-28')).toBe(1)
  expect(daysBetween('2026-02-28', '2026-03-01')).toBe(2)
  expect(daysBetween('2026-03-01', '2026-02-28')).toBe(0)
  expect(daysBetween('2027-07-01', '2028-06-30')).toBe(366)
})

test.each([
  ['2026-03-01', '2026-02-28'],
  ['2028-03-01', '2028-02-29'],
  ['2026-01-01', '2025-12-31'],
])('before %s is %s', (day, before) => expect(dayBefore(day)).toBe(before))

test.each([
  ['2026-11-01', '2026-11-30'],
  ['2026-12-31', '2026-12-31'],
  ['2028-02-01', '2028-02-29'],
])('the month of %s ends on %s', (day, last) => expect(lastDayOfMonth(day)).toBe(last))
