import { describe, expect, test } from '@jest/globals'
import { approving, creating, paying } from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'
import { claimPeriodOf } from './claim-period.ts'
import type { PaymentInput } from './input.ts'

/** 20 May 2025 in Dhaka. */
const at = '2025-05-20T06:00:00Z'
const issued = given(...history(creating(), approving()))
const pay = (input: Partial<PaymentInput>) => issued.when(paying('100', { id: 'p', at, ...input }))
const vds = (input: Partial<PaymentInput>) =>
  pay({
    method: 'VDS_CERTIFICATE',
    paidOn: '2025-01-31',
    certificateNumber: 'V-1',
    certificateDate: '2025-01-31',
    ...input,
  })

describe('32 the tax period that claims a VDS certificate', () => {
  test.each([
    ['the month of both dates', {}, '2025-01'],
    ['the month of a later certificate', { certificateDate: '2025-02-01' }, '2025-02'],
    ['the month of a later payment', { paidOn: '2025-03-01' }, '2025-03'],
    ['the given one', { claimPeriod: '2025-03' }, '2025-03'],
    ['given as blanks', { claimPeriod: ' ' }, '2025-01'],
    ['given as the first possible one', { certificateDate: '2025-03-01', claimPeriod: '2025-01' }, '2025-01'],
    ['given as the last possible one', { claimPeriod: '2025-04' }, '2025-04'],
    ['given as one that is too late', { claimPeriod: '2025-05' }, '2025-05'],
    ['the last possible one of a late certificate', { certificateDate: '2025-04-30' }, '2025-04'],
    ['the month of a certificate that is too late', { certificateDate: '2025-05-01' }, '2025-05'],
  ])('is stored as %s', (_, input, claimPeriod) => {
    expect(vds(input)).toMatchObject({ refusal: null, events: [{ claimPeriod }] })
  })

  test.each([
    ['2025-04', '2025-04'],
    ['2025-05', null],
  ])('%s of a payment in 2025-01 is in the return of %s', (claimPeriod, inReturn) => {
    const [payment] = vds({ claimPeriod }).invoice.payments
    expect(payment && claimPeriodOf(payment)).toBe(inReturn)
  })

  test('is none for a payment that is no VDS certificate', () => {
    const [payment] = pay({}).invoice.payments
    expect(payment && claimPeriodOf(payment)).toBeNull()
  })

  test('is not before the month of the payment', () => {
    expect(vds({ claimPeriod: '2024-12' }).refusal).toMatchObject({
      code: 'CLAIM_PERIOD_TOO_EARLY',
      path: 'input.claimPeriod',
      params: { claimPeriod: '2024-12', paidIn: '2025-01' },
    })
  })

  test('is a month', () => {
    expect(vds({ claimPeriod: '2025-13' }).refusal).toMatchObject({
      code: 'INVALID_MONTH',
      path: 'input.claimPeriod',
    })
  })

  test('is part of the terms of a payment', () => {
    const input = {
      method: 'VDS_CERTIFICATE',
      id: 'p-1',
      certificateNumber: 'V-1',
      certificateDate: '2024-10-15',
    } as const
    const once = given(...history(creating(), approving(), paying('100', input)))
    expect(once.when(paying('100', { ...input, claimPeriod: '2024-10' }))).toMatchObject({ events: [] })
    expect(once.when(paying('100', { ...input, claimPeriod: '2024-11' })).refusal?.code).toBe(
      'PAYMENT_ID_REUSED',
    )
  })
})

describe('32 the treasury deposit of a VDS certificate', () => {
  test('is stored', () => {
    const deposit = {
      depositAccountCode: '1/1133/0030/0311',
      depositSerial: 'T-77',
      depositDate: '2025-02-10',
    }
    expect(vds(deposit).invoice.payments).toMatchObject([deposit])
  })

  test.each([
    [{ depositDate: '2025-05-21' }, 'DATE_IN_FUTURE', 'depositDate'],
    [{ depositDate: '2025-02-30' }, 'INVALID_DATE', 'depositDate'],
    [{ depositSerial: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'depositSerial'],
    [{ depositAccountCode: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'depositAccountCode'],
  ])('%j is refused: %s', (input, code, field) => {
    expect(vds(input).refusal).toMatchObject({ code, path: `input.${field}` })
  })

  test.each([
    ['CASH', { depositAccountCode: '1' }, 'depositAccountCode'],
    ['CASH', { depositSerial: '1' }, 'depositSerial'],
    ['CREDIT_CARD', { depositDate: '2025-02-10' }, 'depositDate'],
    ['CASH', { claimPeriod: '2025-02' }, 'claimPeriod'],
    ['CASH', { claimPeriod: 'x' }, 'claimPeriod'],
  ] as const)('does not belong to %s: %j', (method, input, detail) => {
    expect(pay({ method, ...input }).refusal).toMatchObject({
      code: 'PAYMENT_DETAIL_NOT_ALLOWED',
      path: `input.${detail}`,
      params: { method, detail },
    })
  })

  test('does not belong to a TDS certificate, and blanks are as if left out', () => {
    const tds = (depositSerial: string) =>
      vds({ method: 'TDS_CERTIFICATE', certificateNumber: 'T-1', depositSerial })
    expect(tds('1').refusal?.code).toBe('PAYMENT_DETAIL_NOT_ALLOWED')
    expect(tds(' ')).toMatchObject({ refusal: null, events: [{ depositSerial: null, claimPeriod: null }] })
  })
})
