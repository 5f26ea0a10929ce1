import { describe, expect, test } from '@jest/globals'
import { writeTaka } from '../money/poisha.ts'
import {
  approving,
  cancelling,
  creating,
  crediting,
  debiting,
  dutiableBags,
  karim,
  noon,
  paying,
  refunding,
  reversing,
  tenBags,
} from '../testing/examples.ts'
import { type Decide, given, history, invoiceAfter } from '../testing/scenario.ts'
import type { ExistingInvoice } from './state.ts'
import { settlementOf, statusOn } from './status.ts'

const today = '2024-10-15'
const tomorrow = '2024-10-16T06:00:00Z'
const issued = history(creating(), approving())
const standing = (invoice: ExistingInvoice, on = today) => [statusOn(invoice, on), writeTaka(settlementOf(invoice).balance), invoice.paidAt]
const standingAfter = (...decisions: readonly Decide[]) => standing(invoiceAfter(creating(), approving(), ...decisions))
const refusal = (payment: ReturnType<typeof paying>, ...before: readonly Decide[]) =>
  given(...history(creating(), approving(), ...before)).when(payment).refusal

describe('payments of an invoice of 11,500', () => {
  test('27 in part, whole, and in three', () => {
    expect(standingAfter(paying('5000'))).toEqual(['PARTIALLY_PAID', '6500.00', null])
    expect(standingAfter(paying('11500'))).toEqual(['PAID', '0.00', noon])
    expect(standingAfter(paying('5000'), paying('3000'))).toEqual(['PARTIALLY_PAID', '3500.00', null])
    expect(standingAfter(paying('5000'), paying('3000'), paying('3500', { at: tomorrow }))).toEqual(['PAID', '0.00', tomorrow])
  })

  test('27 a payment is kept as it was told', () => {
    const { events, invoice } = given(...issued).when(paying('5000.00', { id: 'p-1', by: karim, reference: ' MR-7 ' }))
    expect(events).toEqual([
      {
        type: 'PaymentRecorded',
        paymentId: 'p-1',
        amount: '5000.00',
        method: 'CASH',
        paidOn: today,
        reference: 'MR-7',
        bankAccountId: null,
        checkNumber: null,
        walletProvider: null,
        mobileNumber: null,
        certificateNumber: null,
        certificateDate: null,
        by: karim,
        at: noon,
      },
    ])
    expect(invoice.payments).toMatchObject([
      { id: 'p-1', kind: 'RECEIPT', amount: 500000n, recordedBy: karim, recordedAt: noon, reversal: null },
    ])
  })

  test('28 more than the balance is refused', () => {
    expect(refusal(paying('15000'))).toMatchObject({
      code: 'OVERPAYMENT',
      path: 'input.amount',
      params: { amount: '15000.00', balance: '11500.00' },
    })
    expect(refusal(paying('5000'), paying('8000'))).toMatchObject({ code: 'OVERPAYMENT', params: { balance: '3500.00' } })
    expect(refusal(paying('11500.01'))?.code).toBe('OVERPAYMENT')
  })

  test.each(['0', '0.00', '-1'])('28 an amount of %s is refused', (amount) => {
    expect(refusal(paying(amount))).toMatchObject({ code: 'NOT_POSITIVE', path: 'input.amount' })
  })

  test('28 only an issued invoice with a balance is paid', () => {
    expect(given(...history(creating())).when(paying('1')).refusal).toMatchObject({
      code: 'INVALID_STATE',
      params: { action: 'pay', status: 'DRAFT' },
    })
    expect(refusal(paying('1'), cancelling())).toMatchObject({ params: { status: 'CANCELLED' } })
    expect(refusal(paying('1'), paying('11500'))).toMatchObject({ code: 'INVALID_STATE', params: { status: 'PAID' } })
  })

  test('29 the same id counts once; with other content it is refused', () => {
    const once = given(...history(creating(), approving(), paying('11500', { id: 'p-1', reference: 'A' })))
    expect(once.when(paying('11500.00', { id: 'p-1', reference: ' A ', at: tomorrow, by: karim }))).toMatchObject({
      events: [],
      refusal: null,
    })
    for (const other of [
      { reference: 'B' },
      { paidOn: '2024-10-14', reference: 'A' },
      { method: 'CREDIT_CARD', reference: 'A' },
      {},
    ] as const)
      expect(once.when(paying('11500', { id: 'p-1', ...other })).refusal).toMatchObject({
        code: 'PAYMENT_ID_REUSED',
        path: 'input.paymentId',
        params: { paymentId: 'p-1' },
      })
    expect(once.when(paying('1', { id: 'p-1', reference: 'A' })).refusal?.code).toBe('PAYMENT_ID_REUSED')
  })

  test('29 paid after today in Dhaka is refused, before the issue accepted', () => {
    expect(refusal(paying('1', { paidOn: '2024-10-16' }))).toMatchObject({
      code: 'DATE_IN_FUTURE',
      path: 'input.paidOn',
      params: { date: '2024-10-16', today },
    })
    expect(refusal(paying('1', { paidOn: '2024-10-16', at: '2024-10-15T18:00:00Z' }))).toBeNull()
    expect(refusal(paying('1', { paidOn: '2024-01-01' }))).toBeNull()
    expect(refusal(paying('1', { paidOn: '2025-02-30' }))).toMatchObject({ code: 'INVALID_DATE', path: 'input.paidOn' })
  })

  test('29 6,000 and 5,500 both count', () => {
    expect(standingAfter(paying('6000'), paying('5500'))).toEqual(['PAID', '0.00', noon])
  })
})

describe('reversals', () => {
  test('30 reversing the only payment leaves an unpaid invoice', () => {
    expect(standingAfter(paying('11500', { id: 'p' }), reversing('p'))).toEqual(['APPROVED', '11500.00', null])
    const { events, invoice } = given(...history(creating(), approving(), paying('1', { id: 'p' }))).when(
      reversing('p', 'ভুল', { by: karim }),
    )
    expect(events).toEqual([{ type: 'PaymentReversed', paymentId: 'p', reason: 'ভুল', by: karim, at: noon }])
    expect(invoice).toMatchObject({ paid: 0n, payments: [{ amount: 100n, reversal: { by: karim, at: noon, reason: 'ভুল' } }] })
  })

  test('a reversal names a standing receipt and says why', () => {
    const before = [paying('1', { id: 'p' }), paying('2', { id: 'q' })]
    expect(refusal(reversing('x'), ...before)).toMatchObject({ code: 'PAYMENT_UNKNOWN', path: 'paymentId', params: { paymentId: 'x' } })
    expect(refusal(reversing('p', ' '), ...before)?.code).toBe('REASON_MISSING')
    expect(refusal(reversing('p'), ...before, reversing('p'))).toMatchObject({ code: 'PAYMENT_ALREADY_REVERSED', path: 'paymentId' })
    expect(refusal(reversing('p'))).toMatchObject({ code: 'INVALID_STATE', params: { action: 'reverse', status: 'APPROVED' } })
  })

  test('a reversed payment keeps its id', () => {
    const reversed = given(...history(creating(), approving(), paying('1', { id: 'p' }), reversing('p')))
    expect(reversed.when(paying('1', { id: 'p' })).events).toEqual([])
    expect(reversed.when(paying('2', { id: 'p' })).refusal?.code).toBe('PAYMENT_ID_REUSED')
  })
})

describe('refunds', () => {
  const credited = [paying('13800', { id: 'p' }), crediting([{ lineItemId: 'i-1-1', quantity: '4' }])] as const
  const overpaid = history(creating({ lineItems: [dutiableBags] }), approving(), ...credited)

  test('33a what a credit made due is refunded, and no more', () => {
    const before = given(...overpaid).when(refunding('0.01')).invoice
    expect(standing(before)).toEqual(['PAID', '-5519.99', noon])
    expect(standing(given(...overpaid).when(refunding('5520', { at: tomorrow })).invoice)).toEqual(['PAID', '0.00', noon])
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
    expect(given(...overpaid).when(refunding('1', { method: 'TDS_CERTIFICATE' })).refusal?.code).toBe('REFUND_METHOD_NOT_ALLOWED')
    expect(refusal(refunding('1'), paying('5000'))).toMatchObject({
      code: 'INVALID_STATE',
      params: { action: 'refund', status: 'PARTIALLY_PAID' },
    })
    expect(refusal(refunding('1'), paying('11500'))).toMatchObject({ code: 'REFUND_EXCEEDS_DUE', params: { refundDue: '0.00' } })
    expect(given(...overpaid).when(refunding('1', { paidOn: '2024-10-16' })).refusal).toMatchObject({
      code: 'DATE_IN_FUTURE',
      path: 'input.paidOn',
    })
    expect(given(...overpaid).when(refunding('0')).refusal?.code).toBe('NOT_POSITIVE')
  })

  test('its id counts once, and is none of a payment', () => {
    const refunded = given(...overpaid, ...given(...overpaid).when(refunding('5520', { id: 'r' })).events)
    expect(refunded.when(refunding('5520', { id: 'r' }))).toMatchObject({ events: [], refusal: null })
    expect(refunded.when(refunding('1', { id: 'r' })).refusal).toMatchObject({ code: 'PAYMENT_ID_REUSED', path: 'input.refundId' })
    expect(refunded.when(refunding('13800', { id: 'p' })).refusal?.code).toBe('PAYMENT_ID_REUSED')
    expect(refunded.when(paying('5520', { id: 'r' })).refusal?.code).toBe('PAYMENT_ID_REUSED')
    expect(refunded.when(reversing('r')).refusal).toMatchObject({ code: 'REFUND_NOT_REVERSIBLE', path: 'paymentId' })
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
      ...[creating(), approving(), paying('11500'), crediting([{ lineItemId: 'i-1-1', quantity: '10' }]), refunding('11500')],
    )
    expect(standing(whole)).toEqual(['CANCELLED', '0.00', noon])
  })

  test('paidAt is null again when a debit raises the balance', () => {
    expect(standingAfter(paying('11500'), debiting([{ lineItemId: 'i-1-1', quantity: '1' }]))).toEqual(['PARTIALLY_PAID', '1150.00', null])
    const again = [paying('11500'), debiting([{ lineItemId: 'i-1-1', quantity: '1' }]), paying('1150', { at: tomorrow })] as const
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
