import { describe, expect, test } from '@jest/globals'
import { assignNumber } from '../invoice/issue/assign-number.ts'
import { taka } from '../money/poisha.ts'
import {
  approving,
  cancelling,
  creating,
  crediting,
  debiting,
  dutiableBags,
  numbering,
} from '../testing/examples.ts'
import { type Decide, invoiceAfter, onExisting } from '../testing/scenario.ts'
import { proofOfInvoice, proofOfNote } from './proof.ts'

const bags = creating({ lineItems: [dutiableBags] })
/** In Dhaka it is 1 July. */
const july = '2026-06-30T18:00:00Z'
const issued = [bags, approving({ at: july }), numbering(7, july)]

describe('the proof of a tax invoice', () => {
  test('has its number, its date in Dhaka, the total and the VAT', () => {
    expect(proofOfInvoice(invoiceAfter(...issued))).toEqual({
      bin: '0028718210101',
      number: 'MUSHAK-6.3-2026-07-000007',
      issuedOn: '2026-07-01',
      total: taka('13800.00'),
      vat: taka('1800.00'),
    })
  })

  test('is the same after a note and after a cancellation', () => {
    const before = proofOfInvoice(invoiceAfter(...issued))
    const credited = [...issued, crediting([{ lineItemId: 'i-1-1', quantity: '4' }], { at: july })]
    expect(proofOfInvoice(invoiceAfter(...credited))).toEqual(before)
    expect(proofOfInvoice(invoiceAfter(...issued, cancelling('Returned', { at: july })))).toEqual(before)
  })

  test('is null before the invoice is numbered', () => {
    expect(proofOfInvoice(invoiceAfter(bags))).toBeNull()
    expect(proofOfInvoice(invoiceAfter(bags, approving({ at: july })))).toBeNull()
    expect(proofOfInvoice(invoiceAfter(bags, cancelling()))).toBeNull()
  })
})

describe('the proof of a note', () => {
  const numberingNote = (kind: 'CREDIT_NOTE' | 'DEBIT_NOTE', noteId: string, serial: number): Decide =>
    onExisting((invoice) =>
      assignNumber(invoice, { document: { kind, invoiceId: 'i-1', noteId }, serial, issuedAt: july }),
    )
  const noteAfter = (...decisions: readonly Decide[]) => {
    const [note] = invoiceAfter(...decisions).notes
    if (note === undefined) throw new Error('no note')
    return note
  }

  test('case 12: has the size of the adjustment', () => {
    const credited = crediting([{ lineItemId: 'i-1-1', quantity: '4' }], { at: july })
    expect(proofOfNote(noteAfter(...issued, credited, numberingNote('CREDIT_NOTE', 'n-credit', 3)))).toEqual({
      bin: '0028718210101',
      number: 'MUSHAK-6.7-2026-07-000003',
      issuedOn: '2026-07-01',
      total: taka('5520.00'),
      vat: taka('720.00'),
    })
    const debited = debiting([{ lineItemId: 'i-1-1', quantity: '1' }], { at: july })
    expect(
      proofOfNote(noteAfter(...issued, debited, numberingNote('DEBIT_NOTE', 'n-debit', 2))),
    ).toMatchObject({
      number: 'MUSHAK-6.8-2026-07-000002',
      total: taka('1380.00'),
    })
  })

  test('is null before the note is numbered', () => {
    expect(
      proofOfNote(noteAfter(...issued, crediting([{ lineItemId: 'i-1-1', quantity: '4' }], { at: july }))),
    ).toBeNull()
  })
})
