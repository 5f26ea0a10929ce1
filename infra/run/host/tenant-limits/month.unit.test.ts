import { expect, test } from '@jest/globals'
import { endOfUtcMonthMs, utcMonthOf } from './month.ts'

test.each([
  ['2026-11-30T23:59:59.999Z', '2026-11', '2026-12-01T00:00:00.000Z'],
  ['2026-12-01T00:00:00.000Z', '2026-12', '2027-01-01T00:00:00.000Z'],
  // In Dhaka this is already March.
  ['2028-02-29T20:00:00.000Z', '2028-02', '2028-03-01T00:00:00.000Z'],
])('%s is in %s, which ends at %s', (instant, month, end) => {
  expect(utcMonthOf(new Date(instant))).toBe(month)
  expect(new Date(endOfUtcMonthMs(new Date(instant))).toISOString()).toBe(end)
})
