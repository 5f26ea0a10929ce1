import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { LegalSeries } from './documents.ts'
import {
  fiscalYearOfNumber,
  invoiceNumber,
  mushakNumber,
  numberSpelling,
  parseInvoiceNumber,
  parseMushakNumber,
  revisionOf,
  serialAt,
} from './numbers.ts'

const main = (series: LegalSeries) => ({ series, place: 'MAIN' })

describe('numbers', () => {
  test('1 22 34 are written with a date or month and at least six digits', () => {
    expect(invoiceNumber('2024-10-15', 1)).toBe('INV-2024-10-15-000001')
    expect(mushakNumber(main('6.3'), '2024-10-15T06:00:00Z', 42)).toBe('MUSHAK-6.3-2024-10-000042')
    expect(mushakNumber(main('6.7'), '2024-10-31T18:00:00Z', 999999)).toBe('MUSHAK-6.7-2024-11-999999')
    expect(mushakNumber(main('6.8'), '2024-10-31T17:59:59Z', 1000000)).toBe('MUSHAK-6.8-2024-10-1000000')
  })

  test('22 50 of a place other than MAIN name it', () => {
    expect(mushakNumber({ series: '6.3', place: 'CTG' }, '2024-10-15T06:00:00Z', 42)).toBe(
      'MUSHAK-6.3-CTG-2024-10-000042',
    )
  })

  test('have a serial from 1, the revision of the take + 1', () => {
    expect(serialAt(0)).toBe(1)
    expect(revisionOf(1)).toBe(0)
    for (const bad of [0, -1, 1.5, Number.NaN, 2 ** 53])
      expect(() => invoiceNumber('2024-10-15', bad)).toThrow(`Not a serial: ${bad}`)
  })

  test('are from the register of the fiscal year of their date or month', () => {
    expect(fiscalYearOfNumber({ date: '2026-06-30', serial: 1 })).toBe('2025-2026')
    expect(fiscalYearOfNumber({ date: '2026-07-01', serial: 1 })).toBe('2026-2027')
    const legal = { series: '6.3', place: 'MAIN', serial: 1 } as const
    expect(fiscalYearOfNumber({ ...legal, month: '2026-06' })).toBe('2025-2026')
    expect(fiscalYearOfNumber({ ...legal, month: '2026-07' })).toBe('2026-2027')
  })

  test('that a person typed are spelled as they are stored', () => {
    expect(numberSpelling(' mushak-6.3-ctg-2026-07-00000১ ')).toBe('MUSHAK-6.3-CTG-2026-07-000001')
  })

  test('are parsed into their parts', () => {
    expect(parseInvoiceNumber('INV-2024-07-01-000001')).toEqual({ date: '2024-07-01', serial: 1 })
    expect(parseMushakNumber('MUSHAK-6.7-2024-07-000001')).toEqual({
      series: '6.7',
      place: 'MAIN',
      month: '2024-07',
      serial: 1,
    })
  })

  test('are parsed back as they were written', () => {
    const serial = fc.integer({ min: 1, max: 10 ** 9 })
    const month = fc.constantFrom('01', '06', '07', '12')
    const series = fc.constantFrom<LegalSeries>('6.3', '6.7', '6.8')
    const place = fc.stringMatching(/^[A-Z][A-Z0-9]{1,5}$/)
    fc.assert(
      fc.property(serial, month, series, place, (number, inMonth, series, place) => {
        expect(parseInvoiceNumber(invoiceNumber(`2025-${inMonth}-28`, number))).toEqual({
          date: `2025-${inMonth}-28`,
          serial: number,
        })
        const written = mushakNumber({ series, place }, `2025-${inMonth}-15T00:00:00Z`, number)
        expect(parseMushakNumber(written)).toEqual({
          series,
          place,
          month: `2025-${inMonth}`,
          serial: number,
        })
      }),
    )
  })

  test('are null for any other text', () => {
    for (const bad of [
      '',
      'INV-2024-10-15-1',
      'INV-2025-02-30-000001',
      'INV-2024-10-15-000000',
      'INV-2024-10-15-0000001',
      'xINV-2024-10-15-000001',
      'INV-2024-10-15-000001 ',
      'INV-2024-10-15-000001-A',
    ])
      expect([bad, parseInvoiceNumber(bad)]).toEqual([bad, null])
    for (const bad of [
      '',
      'MUSHAK-6.4-2024-10-000001',
      'MUSHAK-6.3-2024-13-000001',
      'MUSHAK-6.3-2024-10-000000',
      'MUSHAK-6x3-2024-10-000001',
      'No. MUSHAK-6.3-2024-10-000001',
      'MUSHAK-6.3-2024-10-000001-A',
      'MUSHAK-6.3-MAIN-2024-10-000001',
      'MUSHAK-6.3-ctg-2024-10-000001',
      'MUSHAK-6.3-CHATTOGRAM-2024-10-000001',
      'MUSHAK-6.3-C-2024-10-000001',
    ])
      expect([bad, parseMushakNumber(bad)]).toEqual([bad, null])
  })
})
