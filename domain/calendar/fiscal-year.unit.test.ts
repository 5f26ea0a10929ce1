import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { daysOfFiscalYear, fiscalYearOf } from './fiscal-year.ts'

describe('the fiscal year', () => {
  test.each([
    ['2024-10-15', '2024-2025'],
    ['2024-06-30', '2023-2024'],
    ['2024-07-01', '2024-2025'],
    ['2026-06-30', '2025-2026'],
    ['2026-07-01', '2026-2027'],
    ['2000-01-01', '1999-2000'],
    ['0999-06-30', '0998-0999'],
  ])('of %s is %s', (date, year) => {
    expect(fiscalYearOf(date)).toBe(year)
  })

  test('has a first and a last day', () => {
    expect(daysOfFiscalYear('2025-2026')).toEqual({ from: '2025-07-01', to: '2026-06-30' })
    for (const bad of ['2025-2027', '2025-2025', '2025', '', '2025-26', 'abcd-efgh'])
      expect(daysOfFiscalYear(bad)).toBeNull()
  })

  test('has days with years of four digits, from the year 1', () => {
    expect(daysOfFiscalYear('0001-0002')).toEqual({ from: '0001-07-01', to: '0002-06-30' })
    for (const beyond of ['0000-0001', '9999-10000']) expect(daysOfFiscalYear(beyond)).toBeNull()
  })

  test('contains every date whose fiscal year it is', () => {
    const days = fc.date({
      min: new Date('1000-01-01T00:00:00Z'),
      max: new Date('9000-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(days, (day) => {
        const date = day.toISOString().slice(0, 10)
        const year = daysOfFiscalYear(fiscalYearOf(date))
        expect(year !== null && year.from <= date && date <= year.to).toBe(true)
      }),
    )
  })
})
