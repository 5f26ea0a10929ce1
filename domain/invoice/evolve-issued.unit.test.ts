import { describe, expect, test } from '@jest/globals'
import {
  approving,
  creating,
  crediting,
  debiting,
  karim,
  noon,
  numbering,
  paying,
  refunding,
  registerOf,
} from '../testing/examples.ts'
import { invoiceAfter } from '../testing/scenario.ts'

const line = 'i-1-1'
const later = '2024-10-16T06:00:00Z'

describe('an issued invoice', () => {
  test('is open for its number from the approval until the number is assigned', () => {
    const invoice = { kind: 'INVOICE', invoiceId: 'i-1', noteId: null }
    expect(invoiceAfter(creating(), approving({ by: karim }))).toMatchObject({
      approvedBy: karim,
      approvedAt: noon,
      mushakNumber: null,
      openNumbers: [{ document: invoice, register: registerOf('6.3', noon), decidedAt: noon }],
    })
    expect(invoiceAfter(creating(), approving(), numbering(7))).toMatchObject({
      mushakNumber: 'MUSHAK-6.3-2024-10-000007',
      issuedAt: noon,
      openNumbers: [],
    })
  })

  test('has receipts with the details of their method, and refunds without any', () => {
    const check = { method: 'CHECK', checkNumber: '123', id: 'p' } as const
    const { payments } = invoiceAfter(
      ...[creating(), approving(), paying('11500', check)],
      ...[crediting([{ lineItemId: line, quantity: '1' }]), refunding('1150', { id: 'r' })],
    )
    expect(payments).toMatchObject([
      { id: 'p', kind: 'RECEIPT', amount: 1150000n, method: 'CHECK', checkNumber: '123', reversal: null },
      { id: 'r', kind: 'REFUND', amount: 115000n, method: 'CASH', checkNumber: null, reversal: null },
    ])
    expect(Object.keys(payments[1] ?? {}).toSorted()).toEqual(Object.keys(payments[0] ?? {}).toSorted())
  })

  test('has a paidAt from the event that brought the balance to zero', () => {
    const paid = [creating(), approving(), paying('1500'), paying('10000', { at: later })]
    expect(invoiceAfter(...paid.slice(0, 3)).paidAt).toBeNull()
    expect(invoiceAfter(...paid).paidAt).toBe(later)
  })

  test('keeps its paidAt in later events, until a debit raises the balance', () => {
    const paid = [creating(), approving(), paying('11500')]
    const credited = crediting([{ lineItemId: line, quantity: '1' }], { at: later })
    expect(invoiceAfter(...paid, credited)).toMatchObject({ paidAt: noon, updatedAt: later })
    const debited = debiting([{ lineItemId: line, quantity: '1' }], { at: later })
    expect(invoiceAfter(...paid, debited)).toMatchObject({ paidAt: null, updatedAt: later })
  })
})
