import { expect, test } from '@jest/globals'
import { readReportDay, readReportPeriod } from './period.ts'

const today = '2026-11-27'

test.each([
  ['2026-11-01', '2026-11-30', 'ok'],
  ['2026-11-30', '2026-11-30', 'ok'],
  ['2025-12-01', '2026-11-30', 'ok'],
  ['2023-03-01', '2024-02-29', 'ok'],
  ['2023-03-01', '2024-03-01', 'PERIOD_TOO_LONG to'],
  ['2026-11-02', '2026-11-01', 'PERIOD_REVERSED to'],
  ['2026-11-01', '2026-12-01', 'PERIOD_IN_FUTURE to'],
  ['2026-12-01', '2026-12-31', 'PERIOD_IN_FUTURE to'],
  ['2026-02-30', '2026-03-01', 'INVALID_DATE from'],
  ['2026-11-01', '', 'INVALID_DATE to'],
  ['1999-12-31', '2000-01-31', 'DATE_OUT_OF_RANGE from'],
])('a report from %s to %s: %s', (from, to, expected) => {
  const read = readReportPeriod({ from, to }, today)
  expect(read.ok ? 'ok' : `${read.refusal.code} ${read.refusal.path}`).toBe(expected)
})

test('a refusal names the limit', () => {
  const messageOf = (from: string, to: string) => {
    const read = readReportPeriod({ from, to }, today)
    return read.ok ? '' : read.refusal.message
  }
  expect(messageOf('2025-01-01', '2026-11-30')).toBe('The period has 699 days; at most 366 are allowed.')
  expect(messageOf('2026-11-01', '2026-12-31')).toBe(
    'The period ends on 2026-12-31, after 2026-11-30, the last day of this month in Dhaka.',
  )
})

test.each([
  ['2026-11-27', 'ok'],
  ['2021-01-01', 'ok'],
  ['2026-11-28', 'DATE_IN_FUTURE on'],
  ['2026-02-29', 'INVALID_DATE on'],
])('a report on %s: %s', (on, expected) => {
  const read = readReportDay(on, today)
  expect(read.ok ? 'ok' : `${read.refusal.code} ${read.refusal.path}`).toBe(expected)
})
