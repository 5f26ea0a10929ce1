import { describe, expect, test } from '@jest/globals'
import { take, takeInvoiceNumber } from '../numbering/take.ts'
import { noon } from '../testing/examples.ts'
import { written } from '../testing/remarks.ts'
import { checkAssigned, checkInvoiceNumber, checkUnused } from './check-number.ts'

describe('the number of a document', () => {
  const document = { kind: 'INVOICE', invoiceId: 'i-1', noteId: null } as const
  const taken = { ...take({ document, place: 'CTG', decidedAt: noon }), issuedAt: noon }
  const number = 'MUSHAK-6.3-CTG-2024-10-000003'
  const assigned = {
    ...({ type: 'LegalNumberAssigned', document, number, serial: 3, place: 'CTG' } as const),
    ...{ fiscalYear: '2024-2025', issuedAt: noon },
  }

  test('is that of its take', () => expect(checkAssigned(assigned, taken)).toEqual([]))

  test.each([
    ['without a take', undefined],
    ['with a take of an INV number', takeInvoiceNumber('i-1', noon)],
  ])('%s is found', (_, event) => {
    expect(written(checkAssigned(assigned, event))).toEqual([
      `SERIAL_MISSING: INVOICE i-1 has ${number}, and its register has no serial 3`,
    ])
  })

  test('with the take of another document is found', () => {
    const other = { ...taken, document: { ...document, invoiceId: 'i-2' } }
    expect(written(checkAssigned(assigned, other))).toEqual([
      `SERIAL_DOUBLED: INVOICE i-1 has ${number}, and its register gave serial 3 to INVOICE i-2`,
    ])
  })

  test('with another time than its take is found', () => {
    const issuedAt = '2024-10-15T07:00:00Z'
    expect(written(checkAssigned(assigned, { ...taken, issuedAt }))).toEqual([
      `NUMBER_DIFFERS: INVOICE i-1 has ${number} issued at ${noon}, and its register gives ${issuedAt}`,
    ])
  })

  test('that is another text is found', () => {
    expect(written(checkAssigned({ ...assigned, number: 'MUSHAK' }, taken))).toEqual([
      `NUMBER_DIFFERS: INVOICE i-1 has MUSHAK, and its register gives ${number}`,
    ])
  })
})

describe('the INV number of a draft', () => {
  const created = { invoiceId: 'i-1', invoiceNumber: 'INV-2024-10-15-000001' }

  test('was taken for it', () => {
    expect(checkInvoiceNumber(created, takeInvoiceNumber('i-1', noon))).toEqual([])
    expect(checkUnused(0, 'i-1', created)).toEqual([])
  })

  test('that was taken for another invoice is found', () => {
    expect(written(checkInvoiceNumber(created, takeInvoiceNumber('i-2', noon)))).toEqual([
      'INVOICE_NUMBER_DOUBLED: INV-2024-10-15-000001 was taken for invoice i-2',
    ])
  })

  test('that was not taken is found', () => {
    expect(written(checkInvoiceNumber(created, undefined))).toEqual([
      'INVOICE_NUMBER_MISSING: no register has taken INV-2024-10-15-000001',
    ])
  })

  test.each([
    ['the invoice has another one', 1, created, 'which has INV-2024-10-15-000001'],
    ['the number of the invoice is none', 0, { invoiceNumber: 'INV-1' }, 'which has INV-1'],
    ['there is no invoice', 1, undefined, 'which does not exist'],
  ])('that no invoice has is listed: %s', (_, revision, found, instead) => {
    expect(written(checkUnused(revision, 'i-1', found))).toEqual([
      `INVOICE_NUMBER_UNUSED: serial ${revision + 1} was taken for invoice i-1, ${instead}`,
    ])
  })
})
