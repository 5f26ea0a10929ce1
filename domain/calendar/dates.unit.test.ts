import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isInstant, isLocalDate, monthOf, readDate } from './dates.ts'

describe('dates of the calendar', () => {
  test.each([
    '2025-02-28',
    '2024-02-29',
    '2000-02-29',
    '2025-12-31',
    '2025-01-01',
    '2025-04-30',
    '0001-01-01',
    '2025-10-31',
  ])('%s is a date', (text) => {
    expect(isLocalDate(text)).toBe(true)
  })

  test.each([
    '2025-02-30',
    '2025-02-29',
    '1900-02-29',
    '2100-02-29',
    '2025-13-01',
    '2025-00-10',
    '2025-04-31',
    '2025-06-31',
    '2025-09-31',
    '2025-11-31',
    '2025-01-32',
    '2025-01-00',
    '0000-01-01',
    '2025-1-1',
    '25-01-01',
    '2025/01/01',
    ' 2025-01-01',
    '2025-01-01T00:00:00Z',
    '২০২৫-০১-০১',
    '',
  ])('4 %j is not a date', (text) => {
    expect(isLocalDate(text)).toBe(false)
  })

  test.each(['0204-10-15', '1999-12-31', '2100-01-01', '9999-12-31'])(
    '4 %s is outside the supported range',
    (date) => {
      expect(readDate(date, 'input.dueDate')).toMatchObject({
        refusal: {
          code: 'DATE_OUT_OF_RANGE',
          path: 'input.dueDate',
          params: { date, from: '2000-01-01', to: '2099-12-31' },
        },
      })
    },
  )

  test.each(['2000-01-01', '2099-12-31'])('%s is in the supported range', (date) => {
    expect(readDate(date, 'p')).toEqual({ ok: true, value: date })
  })

  test('another first day of the range is part of the refusal', () => {
    expect(readDate('2019-07-01', 'p', '2019-07-01')).toEqual({ ok: true, value: '2019-07-01' })
    expect(readDate('2019-06-30', 'p', '2019-07-01')).toMatchObject({
      refusal: { message: '2019-06-30 is outside the supported range, 2019-07-01 to 2099-12-31.' },
    })
  })

  test('4 a bad date is refused with its path', () => {
    expect(readDate('2025-02-30', 'input.invoiceDate')).toMatchObject({
      ok: false,
      refusal: { code: 'INVALID_DATE', path: 'input.invoiceDate', params: { value: '2025-02-30' } },
    })
    expect(readDate('2025-02-28', 'p')).toEqual({ ok: true, value: '2025-02-28' })
    expect(readDate('9'.repeat(99), 'p')).toMatchObject({ refusal: { params: { value: '9'.repeat(40) } } })
  })

  test('every day of a Date is a date of the calendar', () => {
    const days = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(days, (day) => {
        expect(isLocalDate(day.toISOString().slice(0, 10))).toBe(true)
      }),
    )
  })

  test('an instant is in UTC and has at least whole seconds', () => {
    expect(isInstant('2026-06-30T18:00:00Z')).toBe(true)
    expect(isInstant('2026-06-30T18:00:00.123Z')).toBe(true)
    expect(isInstant('2026-06-30T18:00:00.1234567Z')).toBe(true)
    for (const bad of [
      '2026-06-30',
      '2026-06-30T18:00:00',
      '2026-06-30T18:00:00+06:00',
      '2026-02-30T18:00:00Z',
      '2026-06-30T25:00:00Z',
      'x2026-06-30T18:00:00Z',
      '2026-06-30 (2026-06-30T18:00:00Z',
      '2026-06-30T18:00:00Z (noon)',
    ])
      expect([bad, isInstant(bad)]).toEqual([bad, false])
  })

  test('the month of a date', () => {
    expect(monthOf('2024-10-15')).toBe('2024-10')
  })
})
