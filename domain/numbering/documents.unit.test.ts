import { expect, test } from '@jest/globals'
import { registerYear, sameDocument, seriesOf } from './documents.ts'

test('13 the fiscal year of a register is that of the decision in Dhaka', () => {
  expect(registerYear('2026-06-30T17:59:59Z')).toBe('2025-2026')
  expect(registerYear('2026-06-30T18:00:00Z')).toBe('2026-2027')
})

const creditNote = { kind: 'CREDIT_NOTE', invoiceId: 'i-1', noteId: 'n-1' } as const

test.each([
  ['INVOICE', '6.3'],
  ['CREDIT_NOTE', '6.7'],
  ['DEBIT_NOTE', '6.8'],
] as const)('the series of %s is %s', (kind, series) => {
  expect(seriesOf({ ...creditNote, kind })).toBe(series)
})

test('two documents are the same when kind, invoice and note are', () => {
  expect(sameDocument(creditNote, { ...creditNote })).toBe(true)
  for (const other of [{ kind: 'DEBIT_NOTE' }, { invoiceId: 'i-2' }, { noteId: 'n-2' }] as const)
    expect([other, sameDocument(creditNote, { ...creditNote, ...other })]).toEqual([other, false])
})
