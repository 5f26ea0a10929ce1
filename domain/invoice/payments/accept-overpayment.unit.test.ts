import { describe, expect, test } from '@jest/globals'
import {
  approving,
  cancelling,
  creating,
  crediting,
  noon,
  paying,
  refunding,
} from '../../testing/examples.ts'
import { invoiceAfter } from '../../testing/scenario.ts'
import { refusalOn, settlement, settlementAfter } from '../../testing/settlement.ts'
import { settlementOf } from '../status.ts'

const accepted = { acceptOverpayment: true } as const
const tomorrow = '2024-10-16T06:00:00Z'

describe('payments of an invoice of 11,500', () => {
  test('28 above the balance are recorded with acceptOverpayment, and the excess is due to the buyer', () => {
    expect(settlementAfter(paying('15000', accepted))).toEqual(['PAID', '-3500.00', noon])
    expect(settlementAfter(paying('11500'), paying('3500', { ...accepted, at: tomorrow }))).toEqual([
      ...['PAID', '-3500.00', noon],
    ])
    expect(settlementAfter(paying('11500', accepted))).toEqual(settlementAfter(paying('11500')))
    for (const acceptOverpayment of [false, null])
      expect(refusalOn(paying('15000', { acceptOverpayment }))?.code).toBe('OVERPAYMENT')
    expect(refusalOn(paying('0', accepted))?.code).toBe('NOT_POSITIVE')
  })

  test('28 before and after a credit note end alike', () => {
    const [money, credit] = [
      paying('11500', { id: 'p', ...accepted }),
      crediting([{ lineItemId: 'i-1-1', quantity: '5' }]),
    ]
    expect(settlementAfter(credit, money)).toEqual(['PAID', '-5750.00', noon])
    expect(settlementAfter(money, credit)).toEqual(settlementAfter(credit, money))
  })

  test('28 that come late leave a cancelled invoice CANCELLED, with a refund due', () => {
    const late = invoiceAfter(creating(), approving(), cancelling(), paying('500', accepted))
    expect(settlement(late)).toEqual(['CANCELLED', '-500.00', null])
    expect(settlementOf(late).refundDue).toBe(50000n)
    const byNotes = [crediting([{ lineItemId: 'i-1-1', quantity: '10' }]), paying('500', accepted)] as const
    expect(settlementAfter(...byNotes)).toEqual(['PAID', '-500.00', noon])
    expect(settlementAfter(...byNotes, refunding('500'))).toEqual(['CANCELLED', '0.00', null])
  })

  test('28 together stay below the largest amount', () => {
    const most = paying('999999999988499.99', { id: 'most', ...accepted })
    expect(refusalOn(paying('11500', { id: 'p', ...accepted }), most)).toBeNull()
    expect(refusalOn(paying('11500.01', { id: 'p', ...accepted }), most)).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'input.amount',
      params: { value: '1000000000000000.00' },
    })
  })
})
