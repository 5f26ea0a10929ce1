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
    const reversal = { reversedOn: '2024-10-15', reason: 'ভুল', by: karim, at: noon }
    expect(events).toEqual([{ type: 'PaymentReversed', paymentId: 'p', ...reversal }])
    expect(invoice).toMatchObject({
      paid: 0n,
      payments: [{ amount: 100n, reversal }],
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

  describe('30 count from a date', () => {
    const paid = given(
      ...history(creating(), approving(), paying('1', { id: 'p', paidOn: '2024-10-10' }), paying('11499')),
    )
    const bounced = (reversedOn: string | null, at = noon) =>
      paid.when(reversing('p', 'Check bounced', { reversedOn, at }))

    test.each([
      [null, '2024-10-15'],
      [' ', '2024-10-15'],
      ['2024-10-15', '2024-10-15'],
      ['2024-10-12', '2024-10-12'],
      ['2024-10-10', '2024-10-10'],
    ])('with %j: %s', (given, reversedOn) => {
      expect(bounced(given)).toMatchObject({ refusal: null, events: [{ reversedOn }] })
      expect(bounced(given).invoice.payments[0]?.reversal?.reversedOn).toBe(reversedOn)
    })

    test.each([
      ['2024-10-09', 'REVERSAL_BEFORE_PAYMENT', { reversedOn: '2024-10-09', paidOn: '2024-10-10' }],
      ['2024-10-16', 'DATE_IN_FUTURE', { date: '2024-10-16', today: '2024-10-15' }],
      ['2024-10-32', 'INVALID_DATE', {}],
    ])('%s is refused: %s', (given, code, params) => {
      expect(bounced(given).refusal).toMatchObject({ code, path: 'reversedOn', params })
    })

    test('that is not before the payment, also by a clock that is behind at midnight', () => {
      expect(bounced(null, '2024-10-09T17:59:59Z')).toMatchObject({ events: [{ reversedOn: '2024-10-10' }] })
    })
  })

  test('do not free the id of the payment', () => {
    const reversed = given(...history(creating(), approving(), paying('1', { id: 'p' }), reversing('p')))
    expect(reversed.when(paying('1', { id: 'p' })).events).toEqual([])
    expect(reversed.when(paying('2', { id: 'p' })).refusal?.code).toBe('PAYMENT_ID_REUSED')
  })
})
