import { describe, expect, test } from '@jest/globals'
import { writeTaka } from '../../money/poisha.ts'
import { approving, creating, karim, noon, paying, reversing } from '../../testing/examples.ts'
import { type Decide, given, history, invoiceAfter } from '../../testing/scenario.ts'
import type { ExistingInvoice } from '../state.ts'
import { settlementOf, statusOn } from '../status.ts'

const today = '2024-10-15'
const standing = (invoice: ExistingInvoice, on = today) => [
  statusOn(invoice, on),
  writeTaka(settlementOf(invoice).balance),
  invoice.paidAt,
]
const standingAfter = (...decisions: readonly Decide[]) =>
  standing(invoiceAfter(creating(), approving(), ...decisions))
const refusal = (payment: ReturnType<typeof paying>, ...before: readonly Decide[]) =>
  given(...history(creating(), approving(), ...before)).when(payment).refusal

describe('reversals', () => {
  test('30 reversing the only payment leaves an unpaid invoice', () => {
    expect(standingAfter(paying('11500', { id: 'p' }), reversing('p'))).toEqual([
      'APPROVED',
      '11500.00',
      null,
    ])
    const { events, invoice } = given(...history(creating(), approving(), paying('1', { id: 'p' }))).when(
      reversing('p', 'ভুল', { by: karim }),
    )
    expect(events).toEqual([{ type: 'PaymentReversed', paymentId: 'p', reason: 'ভুল', by: karim, at: noon }])
    expect(invoice).toMatchObject({
      paid: 0n,
      payments: [{ amount: 100n, reversal: { by: karim, at: noon, reason: 'ভুল' } }],
    })
  })

  test('30 reversing one of two leaves the other', () => {
    const before = [paying('5000', { id: 'p' }), paying('3000', { id: 'q' })]
    expect(standingAfter(...before, reversing('q'))).toEqual(['PARTIALLY_PAID', '6500.00', null])
    expect(invoiceAfter(creating(), approving(), ...before, reversing('q')).payments).toMatchObject([
      { id: 'p', reversal: null },
      { id: 'q', reversal: { reason: 'Check bounced' } },
    ])
  })

  test('a reversal names a standing receipt and says why', () => {
    const before = [paying('1', { id: 'p' }), paying('2', { id: 'q' })]
    expect(refusal(reversing('x'), ...before)).toMatchObject({
      code: 'PAYMENT_UNKNOWN',
      path: 'paymentId',
      params: { paymentId: 'x' },
    })
    expect(refusal(reversing('Check of Rahim '.repeat(99)), ...before)?.params.paymentId).toHaveLength(80)
    expect(refusal(reversing('p', ' '), ...before)?.code).toBe('REASON_MISSING')
    expect(refusal(reversing('p'), ...before, reversing('p'))).toMatchObject({
      code: 'PAYMENT_ALREADY_REVERSED',
      path: 'paymentId',
    })
    expect(refusal(reversing('p'))).toMatchObject({
      code: 'INVALID_STATE',
      params: { action: 'reverse', status: 'APPROVED' },
    })
  })

  test('a reversed payment keeps its id', () => {
    const reversed = given(...history(creating(), approving(), paying('1', { id: 'p' }), reversing('p')))
    expect(reversed.when(paying('1', { id: 'p' })).events).toEqual([])
    expect(reversed.when(paying('2', { id: 'p' })).refusal?.code).toBe('PAYMENT_ID_REUSED')
  })
})
