import { expect, test } from '@jest/globals'
import { monthsAfter, readMonth } from './months.ts'

test.each([
  ['2026-11', 0, '2026-11'],
  ['2026-11', 1, '2026-12'],
  ['2026-11', 2, '2027-01'],
  ['2026-12', 1, '2027-01'],
  ['2026-01', 12, '2027-01'],
  ['2026-09', 27, '2028-12'],
])('%s and %i months later is %s', (month, count, later) => {
  expect(monthsAfter(month, count)).toBe(later)
})

test('a month is read', () => {
  expect(readMonth('2026-11', 'input.claimPeriod')).toEqual({ ok: true, value: '2026-11' })
})

test.each(['2026-13', '2026-00', '2026-1', '2026', '11-2026', '2026-11-01', ' 2026-11'])(
  '%j is not a month',
  (text) => {
    expect(readMonth(text, 'input.claimPeriod')).toMatchObject({
      ok: false,
      refusal: { code: 'INVALID_MONTH', path: 'input.claimPeriod', params: { value: text } },
    })
  },
)
