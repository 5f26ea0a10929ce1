import { describe, expect, test } from '@jest/globals'
import { approving, cancelling, creating, karim, noon, paying, reversing } from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'
import { refusalOn, settlementAfter } from '../../testing/settlement.ts'

const today = '2024-10-15'
const tomorrow = '2024-10-16T06:00:00Z'
const issued = history(creating(), approving())
const accepted = { acceptOverpayment: true } as const

describe('payments of an invoice of 11,500', () => {
  test('27 pay it in part, at once, or in three parts', () => {
    expect(settlementAfter(paying('5000'))).toEqual(['PARTIALLY_PAID', '6500.00', null])
    expect(settlementAfter(paying('11500'))).toEqual(['PAID', '0.00', noon])
    expect(settlementAfter(paying('5000'), paying('3000'))).toEqual(['PARTIALLY_PAID', '3500.00', null])
    expect(settlementAfter(paying('5000'), paying('3000'), paying('3500', { at: tomorrow }))).toEqual([
      'PAID',
      '0.00',
      tomorrow,
    ])
  })

  test('27 are stored with all their terms', () => {
    const { events, invoice } = given(...issued).when(
      paying('5000.00', { id: 'p-1', by: karim, reference: ' MR-7 ' }),
    )
    expect(events).toEqual([
      {
        type: 'PaymentRecorded',
        paymentId: 'p-1',
        receiptId: null,
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
        certificateValue: null,
        depositAccountCode: null,
        depositSerial: null,
        depositDate: null,
        claimPeriod: null,
        by: karim,
        at: noon,
      },
    ])
    expect(invoice.payments).toMatchObject([
      { id: 'p-1', kind: 'RECEIPT', amount: 500000n, recordedBy: karim, recordedAt: noon, reversal: null },
    ])
  })

  test('28 above the balance are refused', () => {
    expect(refusalOn(paying('15000'))).toMatchObject({
      code: 'OVERPAYMENT',
      path: 'input.amount',
      params: { amount: '15000.00', balance: '11500.00' },
    })
    expect(refusalOn(paying('5000'), paying('8000'))).toMatchObject({
      code: 'OVERPAYMENT',
      params: { balance: '3500.00' },
    })
    expect(refusalOn(paying('11500.01'))?.code).toBe('OVERPAYMENT')
  })

  test.each(['0', '0.00', '-1'])('28 of %s are refused', (amount) => {
    expect(refusalOn(paying(amount))).toMatchObject({ code: 'NOT_POSITIVE', path: 'input.amount' })
  })

  test('28 are refused unless the invoice is issued and has a balance', () => {
    expect(given(...history(creating())).when(paying('1', accepted)).refusal).toMatchObject({
      code: 'INVALID_STATE',
      params: { action: 'pay', status: 'DRAFT' },
    })
    expect(refusalOn(paying('1'), cancelling())).toMatchObject({ params: { status: 'CANCELLED' } })
    const paid = refusalOn(paying('1'), paying('11500'))
    expect(paid).toMatchObject({ code: 'INVALID_STATE', params: { status: 'PAID' } })
    expect(paid?.message).toBe(
      'pay needs an invoice that is APPROVED, PARTIALLY_PAID, OVERDUE, PAID with acceptOverpayment, ' +
        'CANCELLED after issue with acceptOverpayment; this one is PAID.',
    )
    const discarded = given(...history(creating(), cancelling()))
    expect(discarded.when(paying('1', accepted)).refusal?.params.status).toBe('CANCELLED')
  })

  test('29 with the same id count once; with other terms they are refused', () => {
    const once = given(...history(creating(), approving(), paying('11500', { id: 'p-1', reference: 'A' })))
    expect(
      once.when(paying('11500.00', { id: 'p-1', reference: ' A ', at: tomorrow, by: karim })),
    ).toMatchObject({
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
    const repeated = paying('11500', { id: 'p-1', reference: 'A', ...accepted })
    expect(once.when(repeated)).toMatchObject({ events: [], refusal: null })
  })

  test('29 with the same id count once also where the clock is still before midnight', () => {
    const paid = { paymentId: 'p-1', paidOn: '2024-10-16' }
    const recorded = history(creating(), approving(), paying('5000', { ...paid, at: '2024-10-15T18:00:01Z' }))
    const behind = { at: '2024-10-15T17:59:59Z' }
    expect(given(...recorded).when(paying('5000', { ...paid, ...behind }))).toMatchObject({
      events: [],
      refusal: null,
    })
    expect(given(...recorded).when(paying('5001', { ...paid, ...behind })).refusal?.code).toBe(
      'PAYMENT_ID_REUSED',
    )
    const other = paying('5000', { ...paid, ...behind, paymentId: 'p-2' })
    expect(given(...recorded).when(other).refusal?.code).toBe('DATE_IN_FUTURE')
  })

  test('29 have the id of the input without blanks, or the new id when it is blank', () => {
    const idOf = (paymentId: string) => {
      const [event] = given(...issued).when(paying('1', { id: 'made', paymentId })).events
      return event?.type === 'PaymentRecorded' ? event.paymentId : undefined
    }
    expect(['', ' ', '\u200b', ' p-1 ', 'p-1'].map(idOf)).toEqual(['made', 'made', 'made', 'p-1', 'p-1'])
    expect(refusalOn(paying('1', { paymentId: 'p'.repeat(201) }))).toMatchObject({
      code: 'TEXT_TOO_LONG',
      path: 'input.paymentId',
    })
    expect(
      given(...issued, ...history(creating(), approving(), paying('1', { id: 'p-1' })).slice(2)).when(
        reversing(' p-1 '),
      ).refusal,
    ).toBeNull()
  })

  test('are refused with all that is wrong', () => {
    const wrong = refusalOn(
      paying('0', { paidOn: '2025-02-30', checkNumber: '1', paymentId: 'p'.repeat(201) }),
    )
    expect([wrong, ...(wrong?.others ?? [])].map((one) => one?.path)).toEqual([
      ...['input.paymentId', 'input.amount', 'input.paidOn', 'input.checkNumber'],
    ])
  })

  test('29 are refused after today in Dhaka, and accepted before the issue', () => {
    expect(refusalOn(paying('1', { paidOn: '2024-10-16' }))).toMatchObject({
      code: 'DATE_IN_FUTURE',
      path: 'input.paidOn',
      params: { date: '2024-10-16', today },
    })
    expect(refusalOn(paying('1', { paidOn: '2024-10-16', at: '2024-10-15T18:00:00Z' }))).toBeNull()
    expect(refusalOn(paying('1', { paidOn: '2024-01-01' }))).toBeNull()
    expect(refusalOn(paying('1', { paidOn: '2025-02-30' }))).toMatchObject({
      code: 'INVALID_DATE',
      path: 'input.paidOn',
    })
  })

  test('29 of 6,000 and 5,500 both count', () => {
    expect(settlementAfter(paying('6000'), paying('5500'))).toEqual(['PAID', '0.00', noon])
  })
})
