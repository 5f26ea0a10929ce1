import { expect, test } from '@jest/globals'
import { sameDocument, seriesOf } from './documents.ts'

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
