import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { storedAndRead } from '../testing/frozen.ts'
import { sameDocument, seriesOf } from './documents.ts'
import { registerCodec } from './events.ts'
import { invoiceNumber, mushakNumber, parseInvoiceNumber, parseMushakNumber, serialAt } from './numbers.ts'
import { rightRegister } from './register.ts'
import { registerYear } from './series.ts'
import { isNumberOf, take, takeInvoiceNumber } from './take.ts'

const invoice = { kind: 'INVOICE', invoiceId: 'i-1', noteId: null } as const
const creditNote = { kind: 'CREDIT_NOTE', invoiceId: 'i-1', noteId: 'n-1' } as const

describe('numbers', () => {
  test('1 22 34 are written with their date and six digits', () => {
    expect(invoiceNumber('2024-10-15', 1)).toBe('INV-2024-10-15-000001')
    expect(mushakNumber('6.3', '2024-10-15T06:00:00Z', 42)).toBe('MUSHAK-6.3-2024-10-000042')
    expect(mushakNumber('6.7', '2024-10-31T18:00:00Z', 999999)).toBe('MUSHAK-6.7-2024-11-999999')
    expect(mushakNumber('6.8', '2024-10-31T17:59:59Z', 1000000)).toBe('MUSHAK-6.8-2024-10-1000000')
  })

  test('a serial is a whole number from 1 on: the place in the register', () => {
    expect(serialAt(0)).toBe(1)
    for (const bad of [0, -1, 1.5, Number.NaN, 2 ** 53])
      expect(() => invoiceNumber('2024-10-15', bad)).toThrow('Not a serial')
  })

  test('the first of a year is read like any other', () => {
    expect(parseInvoiceNumber('INV-2024-07-01-000001')).toEqual({ date: '2024-07-01', serial: 1 })
    expect(parseMushakNumber('MUSHAK-6.7-2024-07-000001')).toEqual({
      series: '6.7',
      month: '2024-07',
      serial: 1,
    })
  })

  test('are read back: parse(format(x)) = x', () => {
    const serial = fc.integer({ min: 1, max: 10 ** 9 })
    const month = fc.constantFrom('01', '06', '07', '12')
    fc.assert(
      fc.property(serial, month, fc.constantFrom('6.3', '6.7', '6.8'), (number, inMonth, series) => {
        expect(parseInvoiceNumber(invoiceNumber(`2025-${inMonth}-28`, number))).toEqual({
          date: `2025-${inMonth}-28`,
          serial: number,
        })
        const written = mushakNumber(series as '6.3', `2025-${inMonth}-15T00:00:00Z`, number)
        expect(parseMushakNumber(written)).toEqual({ series, month: `2025-${inMonth}`, serial: number })
      }),
    )
  })

  test('anything else is none', () => {
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
    ])
      expect([bad, parseMushakNumber(bad)]).toEqual([bad, null])
  })
})

describe('registers', () => {
  test('13 the year of a register is that of the decision in Dhaka', () => {
    expect(registerYear('2026-06-30T17:59:59Z')).toBe('2025-2026')
    expect(registerYear('2026-06-30T18:00:00Z')).toBe('2026-2027')
  })

  test('each document has its series', () => {
    expect(seriesOf(invoice)).toBe('6.3')
    expect(seriesOf(creditNote)).toBe('6.7')
    expect(seriesOf({ ...creditNote, kind: 'DEBIT_NOTE' })).toBe('6.8')
  })

  test('a decision records the right register or none', () => {
    const register = { series: '6.3', fiscalYear: '2025-2026', revision: -1 } as const
    const june = '2026-06-30T17:59:59Z'
    expect(rightRegister(register, '6.3', june)).toBe(register)
    expect(() => rightRegister(register, '6.7', june)).toThrow('is not that of 6.7')
    expect(() => rightRegister(register, '6.3', '2026-06-30T18:00:00Z')).toThrow('2025-2026')
    expect(() => rightRegister({ ...register, revision: -2 }, '6.3', june)).toThrow()
  })

  test('the time of issue is the decision, or that of the serial before it where that is later', () => {
    const [early, late] = ['2026-06-30T10:00:00Z', '2026-06-30T11:00:00Z']
    expect(take(invoice, early)).toEqual({
      type: 'NumberTaken',
      document: invoice,
      decidedAt: early,
      issuedAt: early,
    })
    expect(take(invoice, early, late).issuedAt).toBe(late)
    expect(take(invoice, late, early).issuedAt).toBe(late)
  })

  test('the search for a number ends at its own entry', () => {
    expect(isNumberOf(creditNote, take({ ...creditNote }, '2026-06-30T10:00:00Z'))).toBe(true)
    for (const other of [
      invoice,
      { ...creditNote, noteId: 'n-2' },
      { ...creditNote, invoiceId: 'i-2' },
      { ...creditNote, kind: 'DEBIT_NOTE' as const },
    ])
      expect([
        other,
        isNumberOf(creditNote, take(other, '2026-06-30T10:00:00Z')),
        sameDocument(other, creditNote),
      ]).toEqual([other, false, false])
    const draft = takeInvoiceNumber('i-1', '2026-06-30T10:00:00Z')
    expect(draft).toEqual({ type: 'InvoiceNumberTaken', invoiceId: 'i-1', takenAt: '2026-06-30T10:00:00Z' })
    expect(isNumberOf(invoice, draft)).toBe(false)
  })

  test.each(['INVOICE', 'CREDIT_NOTE', 'DEBIT_NOTE'] as const)('a number of %s can be stored', (kind) => {
    const taken = take({ ...creditNote, kind }, '2026-06-30T10:00:00Z')
    expect(storedAndRead(registerCodec, taken)).toEqual(taken)
  })
})
