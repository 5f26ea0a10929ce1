import { describe, expect, test } from '@jest/globals'
import { approving, creating, karim, noon, paying, reversing } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
import { refusalOn, settlementAfter } from '../../testing/settlement.ts'

describe('reversals', () => {
  test('30 of the only payment leave an unpaid invoice', () => {
    expect(settlementAfter(paying('11500', { id: 'p' }), reversing('p'))).toEqual([
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

  test('30 of one of two payments leave the other', () => {
    const before = [paying('5000', { id: 'p' }), paying('3000', { id: 'q' })]
    expect(settlementAfter(...before, reversing('q'))).toEqual(['PARTIALLY_PAID', '6500.00', null])
    expect(invoiceAfter(creating(), approving(), ...before, reversing('q')).payments).toMatchObject([
      { id: 'p', reversal: null },
      { id: 'q', reversal: { reason: 'Check bounced' } },
    ])
  })

  test('are refused unless they give a reason and a receipt that is not reversed', () => {
    const before = [paying('1', { id: 'p' }), paying('2', { id: 'q' })]
    expect(refusalOn(reversing('x'), ...before)).toMatchObject({
      code: 'PAYMENT_UNKNOWN',
      path: 'paymentId',
      params: { paymentId: 'x' },
    })
    expect(refusalOn(reversing('Check of Rahim '.repeat(99)), ...before)?.params.paymentId).toHaveLength(80)
    expect(refusalOn(reversing('p', ' '), ...before)?.code).toBe('REASON_MISSING')
    expect(refusalOn(reversing('p'), ...before, reversing('p'))).toMatchObject({
      code: 'PAYMENT_ALREADY_REVERSED',
      path: 'paymentId',
    })
    expect(refusalOn(reversing('p'))).toMatchObject({
      code: 'INVALID_STATE',
      params: { action: 'reverse', status: 'APPROVED' },
    })
  })

  test('do not free the id of the payment', () => {
    const reversed = given(...history(creating(), approving(), paying('1', { id: 'p' }), reversing('p')))
    expect(reversed.when(paying('1', { id: 'p' })).events).toEqual([])
    expect(reversed.when(paying('2', { id: 'p' })).refusal?.code).toBe('PAYMENT_ID_REUSED')
  })
})
