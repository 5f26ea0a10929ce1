import { describe, expect, test } from '@jest/globals'
import {
  approving,
  cancelling,
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
import { type Decide, invoiceAfter } from '../testing/scenario.ts'
import { cancellationOf, statusOn } from './status.ts'

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

  test('has receipts and refunds with the details of their method', () => {
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

  test('is cancelled by the note that leaves nothing of it, and has no paidAt', () => {
    const credited = [
      ...[creating(), approving(), crediting([{ lineItemId: line, quantity: '4' }], { id: 'n-1' })],
      crediting([{ lineItemId: line, quantity: '6' }], { id: 'n-2', by: karim, at: later, reason: 'ফেরত' }),
    ]
    expect(cancellationOf(invoiceAfter(...credited.slice(0, 3)))).toBeNull()
    const cancelled = invoiceAfter(...credited)
    expect(statusOn(cancelled, '2024-10-16')).toBe('CANCELLED')
    expect(cancellationOf(cancelled)).toEqual({ by: karim, at: later, reason: 'ফেরত' })
    expect(cancelled.paidAt).toBeNull()
  })

  test('is PAID while money is received for nothing, and cancelled since its last note once it is refunded', () => {
    const [credit, debit] = [crediting, debiting].map((note, index) =>
      note([{ lineItemId: line, quantity: '10' }], { id: `n-${index}`, by: karim, at: later }),
    ) as [Decide, Decide]
    const paid = [creating(), approving(), paying('11500')]
    const closed = invoiceAfter(...paid, credit)
    expect([statusOn(closed, '2024-10-16'), closed.paidAt, cancellationOf(closed)]).toEqual([
      'PAID',
      noon,
      null,
    ])
    const refunded = invoiceAfter(...paid, credit, refunding('11500', { at: '2024-10-17T06:00:00Z' }))
    expect(refunded.paidAt).toBeNull()
    expect(cancellationOf(refunded)).toEqual({ by: karim, at: later, reason: 'Returned' })
    expect(invoiceAfter(...paid, credit, debit)).toMatchObject({ closedByNote: null, paidAt: noon })
  })

  test('is cancelled by the user who cancelled it, not by the note that this issued', () => {
    const cancelled = invoiceAfter(creating(), approving(), cancelling('ভুল', { by: karim, at: later }))
    expect(cancellationOf(cancelled)).toEqual({ by: karim, at: later, reason: 'ভুল' })
    expect(cancellationOf(invoiceAfter(creating(), cancelling('x', { by: karim })))?.by).toBe(karim)
    expect(cancellationOf(invoiceAfter(creating()))).toBeNull()
  })
})
