import { describe, expect, test } from '@jest/globals'
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
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
import { refusalOn, settlement, settlementAfter } from '../../testing/settlement.ts'
import { settlementOf } from '../status.ts'

const today = '2024-10-15'
const tomorrow = '2024-10-16T06:00:00Z'
describe('refunds', () => {
  const credited = [
    paying('13800', { id: 'p' }),
    crediting([{ lineItemId: 'i-1-1', quantity: '4' }]),
  ] as const
  const overpaid = history(creating({ lineItems: [dutiableBags] }), approving(), ...credited)

  test('33a are at most what a credit made due', () => {
    const before = given(...overpaid).when(refunding('0.01')).invoice
    expect(settlement(before)).toEqual(['PAID', '-5519.99', noon])
    expect(settlement(given(...overpaid).when(refunding('5520', { at: tomorrow })).invoice)).toEqual([
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

  test.each([
    [{ method: 'CHECK', checkNumber: '4711' }, { checkNumber: '4711' }],
    [{ method: 'BANK_TRANSFER', bankAccountId: ' acc-1 ' }, { bankAccountId: 'acc-1' }],
    [
      { method: 'MOBILE_WALLET', walletProvider: 'BKASH', mobileNumber: '+8801712345678' },
      { walletProvider: 'BKASH', mobileNumber: '01712345678' },
    ],
    [{ method: 'CHECK' }, { checkNumber: null }],
  ] as const)('33a keep the details of their method: %j', (input, kept) => {
    const { events, invoice } = given(...overpaid).when(refunding('1', { id: 'r', ...input }))
    expect(events).toMatchObject([kept])
    expect(invoice).toMatchObject({ payments: [{ id: 'p' }, { id: 'r', ...kept }] })
    const again = given(...overpaid, ...events)
    expect(again.when(refunding('1', { id: 'r', ...input }))).toMatchObject({ events: [], refusal: null })
    expect(again.when(refunding('1', { id: 'r', ...input, checkNumber: '99999' })).refusal?.code).toBe(
      'PAYMENT_ID_REUSED',
    )
  })

  test.each([
    [{ method: 'MOBILE_WALLET', mobileNumber: '01212345678' }, 'INVALID_MOBILE_NUMBER', 'mobileNumber'],
    [{ method: 'CHECK', checkNumber: '12' }, 'CHECK_NUMBER_TOO_SHORT', 'checkNumber'],
    [{ method: 'WRITE_OFF' }, 'PAYMENT_METHOD_NOT_ALLOWED', 'method'],
  ] as const)('33a %j is refused: %s', (input, code, field) => {
    const { refusal } = given(...overpaid).when(refunding('1', input))
    expect(refusal).toMatchObject({ code, path: `input.${field}` })
    expect(JSON.stringify(refusal)).not.toContain('01212345678')
  })

  test('33a are stored next to the receipts', () => {
    const { events, invoice } = given(...overpaid).when(refunding('5520', { id: 'r', reference: 'Chq 9' }))
    expect(events).toEqual([
      {
        type: 'RefundRecorded',
        refundId: 'r',
        amount: '5520.00',
        method: 'CASH',
        paidOn: today,
        reference: 'Chq 9',
        ...{ bankAccountId: null, checkNumber: null, walletProvider: null, mobileNumber: null },
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

  test('are refused when nothing is due, and by a method that is a certificate', () => {
    expect(given(...overpaid).when(refunding('1', { method: 'VDS_CERTIFICATE' })).refusal).toMatchObject({
      code: 'REFUND_METHOD_NOT_ALLOWED',
      path: 'input.method',
    })
    expect(given(...overpaid).when(refunding('1', { method: 'TDS_CERTIFICATE' })).refusal?.code).toBe(
      'REFUND_METHOD_NOT_ALLOWED',
    )
    expect(refusalOn(refunding('1'), paying('5000'))).toMatchObject({
      code: 'INVALID_STATE',
      params: { action: 'refund', status: 'PARTIALLY_PAID' },
    })
    expect(refusalOn(refunding('1'), paying('11500'))).toMatchObject({
      code: 'REFUND_EXCEEDS_DUE',
      params: { refundDue: '0.00' },
    })
    expect(given(...overpaid).when(refunding('1', { paidOn: '2024-10-16' })).refusal).toMatchObject({
      code: 'DATE_IN_FUTURE',
      path: 'input.paidOn',
    })
    expect(given(...overpaid).when(refunding('0')).refusal?.code).toBe('NOT_POSITIVE')
  })

  test('with the same id count once, and cannot have the id of a payment', () => {
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

  test('with the same id count once also where the clock is still before midnight', () => {
    const refund = { refundId: 'r-1', paidOn: '2024-10-16' }
    const before = [
      ...overpaid,
      ...given(...overpaid).when(refunding('5520', { ...refund, at: '2024-10-15T18:00:01Z' })).events,
    ]
    const again = refunding('5520', { ...refund, at: '2024-10-15T17:59:59Z' })
    expect(given(...before).when(again)).toMatchObject({ events: [], refusal: null })
  })

  test('have a new id when theirs is blank; a long id is refused', () => {
    const [event] = given(...overpaid).when(refunding('1', { id: 'made', refundId: ' ' })).events
    expect(event).toMatchObject({ refundId: 'made' })
    const long = given(...overpaid).when(refunding('1', { refundId: 'r'.repeat(201) })).refusal
    expect(long).toMatchObject({ code: 'TEXT_TOO_LONG', path: 'input.refundId' })
  })

  test('are covered by receipts: such a receipt cannot be reversed', () => {
    const refunded = given(...overpaid, ...given(...overpaid).when(refunding('5520')).events)
    expect(refunded.when(reversing('p')).refusal).toMatchObject({
      code: 'REVERSAL_BELOW_REFUNDS',
      path: 'paymentId',
      params: { received: '0.00', refunded: '5520.00' },
    })
    expect(settlement(given(...overpaid).when(reversing('p')).invoice)).toEqual(['APPROVED', '8280.00', null])
  })

  test('of an invoice that is credited in full make it CANCELLED', () => {
    const whole = invoiceAfter(
      ...[
        creating(),
        approving(),
        paying('11500'),
        crediting([{ lineItemId: 'i-1-1', quantity: '10' }]),
        refunding('11500'),
      ],
    )
    expect(settlement(whole)).toEqual(['CANCELLED', '0.00', null])
  })

  test('paidAt is null again when a debit raises the balance', () => {
    expect(settlementAfter(paying('11500'), debiting([{ lineItemId: 'i-1-1', quantity: '1' }]))).toEqual([
      'PARTIALLY_PAID',
      '1150.00',
      null,
    ])
    const again = [
      paying('11500'),
      debiting([{ lineItemId: 'i-1-1', quantity: '1' }]),
      paying('1150', { at: tomorrow }),
    ] as const
    expect(settlementAfter(...again)).toEqual(['PAID', '0.00', tomorrow])
  })
})

test('the balance is made of the total, credits, debits, receipts and refunds', () => {
  const invoice = invoiceAfter(
    ...[creating({ lineItems: [tenBags] }), approving(), paying('11500', { id: 'p' })],
    crediting([{ lineItemId: 'i-1-1', quantity: '2' }]),
    debiting([{ lineItemId: 'i-1-1', amount: '100' }]),
    refunding('85'),
  )
  expect(settlementOf(invoice)).toEqual({
    ...{ net: 931500n, received: 1141500n, writtenOff: 0n, balance: -210000n, refundDue: 210000n },
  })
})
