import { describe, expect, test } from '@jest/globals'
import { writeTaka } from '../../money/poisha.ts'
import {
  approving,
  creating,
  crediting,
  debiting,
  dutiableBags,
  noon,
  paying,
  refunding,
  reversing,
  tenBags,
} from '../../testing/examples.ts'
import { type Decide, given, history, invoiceAfter } from '../../testing/scenario.ts'
import type { ExistingInvoice } from '../state.ts'
import { settlementOf, statusOn } from '../status.ts'

const today = '2024-10-15'
const tomorrow = '2024-10-16T06:00:00Z'
const standing = (invoice: ExistingInvoice, on = today) => [
  statusOn(invoice, on),
  writeTaka(settlementOf(invoice).balance),
  invoice.paidAt,
]
const standingAfter = (...decisions: readonly Decide[]) =>
  standing(invoiceAfter(creating(), approving(), ...decisions))
const refusal = (payment: ReturnType<typeof paying>, ...before: readonly Decide[]) =>
  given(...history(creating(), approving(), ...before)).when(payment).refusal

describe('refunds', () => {
  const credited = [
    paying('13800', { id: 'p' }),
    crediting([{ lineItemId: 'i-1-1', quantity: '4' }]),
  ] as const
  const overpaid = history(creating({ lineItems: [dutiableBags] }), approving(), ...credited)

  test('33a what a credit made due is refunded, and no more', () => {
    const before = given(...overpaid).when(refunding('0.01')).invoice
    expect(standing(before)).toEqual(['PAID', '-5519.99', noon])
    expect(standing(given(...overpaid).when(refunding('5520', { at: tomorrow })).invoice)).toEqual([
      'PAID',
      '0.00',
      noon,
    ])
    expect(given(...overpaid).when(refunding('5520.01')).refusal).toMatchObject({
      code: 'REFUND_EXCEEDS_DUE',
      path: 'input.amount',
      params: { amount: '5520.01', refundDue: '5520.00' },
    })
  })

  test('33a a refund is kept beside the receipts', () => {
    const { events, invoice } = given(...overpaid).when(refunding('5520', { id: 'r', reference: 'Chq 9' }))
    expect(events).toEqual([
      {
        type: 'RefundRecorded',
        refundId: 'r',
        amount: '5520.00',
        method: 'CASH',
        paidOn: today,
        reference: 'Chq 9',
        by: 'u-rahim',
        at: noon,
      },
    ])
    expect(invoice).toMatchObject({
      paid: 1380000n,
      refunded: 552000n,
      payments: [{ id: 'p' }, { id: 'r', kind: 'REFUND', checkNumber: null }],
    })
  })

  test('a refund needs money that is due, by a way that money goes', () => {
    expect(given(...overpaid).when(refunding('1', { method: 'VDS_CERTIFICATE' })).refusal).toMatchObject({
      code: 'REFUND_METHOD_NOT_ALLOWED',
      path: 'input.method',
    })
    expect(given(...overpaid).when(refunding('1', { method: 'TDS_CERTIFICATE' })).refusal?.code).toBe(
      'REFUND_METHOD_NOT_ALLOWED',
    )
    expect(refusal(refunding('1'), paying('5000'))).toMatchObject({
      code: 'INVALID_STATE',
      params: { action: 'refund', status: 'PARTIALLY_PAID' },
    })
    expect(refusal(refunding('1'), paying('11500'))).toMatchObject({
      code: 'REFUND_EXCEEDS_DUE',
      params: { refundDue: '0.00' },
    })
    expect(given(...overpaid).when(refunding('1', { paidOn: '2024-10-16' })).refusal).toMatchObject({
      code: 'DATE_IN_FUTURE',
      path: 'input.paidOn',
    })
    expect(given(...overpaid).when(refunding('0')).refusal?.code).toBe('NOT_POSITIVE')
  })

  test('its id counts once, and is none of a payment', () => {
    const refunded = given(...overpaid, ...given(...overpaid).when(refunding('5520', { id: 'r' })).events)
    expect(refunded.when(refunding('5520', { id: 'r' }))).toMatchObject({ events: [], refusal: null })
    expect(refunded.when(refunding('1', { id: 'r' })).refusal).toMatchObject({
      code: 'PAYMENT_ID_REUSED',
      path: 'input.refundId',
    })
    expect(refunded.when(refunding('13800', { id: 'p' })).refusal?.code).toBe('PAYMENT_ID_REUSED')
    expect(refunded.when(paying('5520', { id: 'r' })).refusal?.code).toBe('PAYMENT_ID_REUSED')
    expect(refunded.when(reversing('r')).refusal).toMatchObject({
      code: 'REFUND_NOT_REVERSIBLE',
      path: 'paymentId',
    })
  })

  test('a blank id is none, and a long one is refused where it was given', () => {
    const [event] = given(...overpaid).when(refunding('1', { id: 'made', refundId: ' ' })).events
    expect(event).toMatchObject({ refundId: 'made' })
    const long = given(...overpaid).when(refunding('1', { refundId: 'r'.repeat(201) })).refusal
    expect(long).toMatchObject({ code: 'TEXT_TOO_LONG', path: 'input.refundId' })
  })

  test('what was refunded stays covered by receipts', () => {
    const refunded = given(...overpaid, ...given(...overpaid).when(refunding('5520')).events)
    expect(refunded.when(reversing('p')).refusal).toMatchObject({
      code: 'REVERSAL_BELOW_REFUNDS',
      path: 'paymentId',
      params: { received: '0.00', refunded: '5520.00' },
    })
    expect(standing(given(...overpaid).when(reversing('p')).invoice)).toEqual(['APPROVED', '8280.00', null])
  })

  test('credited and refunded whole, an invoice counts as cancelled', () => {
    const whole = invoiceAfter(
      ...[
        creating(),
        approving(),
        paying('11500'),
        crediting([{ lineItemId: 'i-1-1', quantity: '10' }]),
        refunding('11500'),
      ],
    )
    expect(standing(whole)).toEqual(['CANCELLED', '0.00', noon])
  })

  test('paidAt is null again when a debit raises the balance', () => {
    expect(standingAfter(paying('11500'), debiting([{ lineItemId: 'i-1-1', quantity: '1' }]))).toEqual([
      'PARTIALLY_PAID',
      '1150.00',
      null,
    ])
    const again = [
      paying('11500'),
      debiting([{ lineItemId: 'i-1-1', quantity: '1' }]),
      paying('1150', { at: tomorrow }),
    ] as const
    expect(standingAfter(...again)).toEqual(['PAID', '0.00', tomorrow])
  })
})

test('the balance counts every part', () => {
  const invoice = invoiceAfter(
    ...[creating({ lineItems: [tenBags] }), approving(), paying('11500', { id: 'p' })],
    crediting([{ lineItemId: 'i-1-1', quantity: '2' }]),
    debiting([{ lineItemId: 'i-1-1', amount: '100' }]),
    refunding('85'),
  )
  expect(settlementOf(invoice)).toEqual({ net: 931500n, received: 1141500n, balance: -210000n })
})
