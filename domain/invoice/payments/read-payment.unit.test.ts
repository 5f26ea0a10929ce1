import { describe, expect, test } from '@jest/globals'
import { approving, creating, crediting, debiting, paying, reversing } from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'
import type { PaymentInput } from './input.ts'

const issued = given(...history(creating(), approving()))
const pay = (input: Partial<PaymentInput>) => issued.when(paying('100', { id: 'p', ...input }))

describe('methods of payment', () => {
  test.each([
    { method: 'CASH' },
    { method: 'BANK_TRANSFER', bankAccountId: 'acc-1' },
    { method: 'CHECK', checkNumber: '123' },
    { method: 'MOBILE_WALLET', walletProvider: 'BKASH', mobileNumber: '+8801712345678' },
    { method: 'CREDIT_CARD' },
    { method: 'DEBIT_CARD' },
    { method: 'ONLINE_BANKING' },
    { method: 'VDS_CERTIFICATE', certificateNumber: 'V-1', certificateDate: '2024-10-15' },
    { method: 'TDS_CERTIFICATE', certificateNumber: 'T-1', certificateDate: '2024-10-01' },
  ] as const)('31 32 %j is accepted and stored', (input) => {
    const kept = 'mobileNumber' in input ? { ...input, mobileNumber: '01712345678' } : input
    expect(pay(input).events).toMatchObject([{ type: 'PaymentRecorded', ...kept }])
    expect(pay(input).invoice.payments).toMatchObject([kept])
  })

  test.each([
    [{ method: 'BANK_TRANSFER' }, 'PAYMENT_DETAIL_MISSING', 'bankAccountId'],
    [{ method: 'BANK_TRANSFER', bankAccountId: ' ' }, 'PAYMENT_DETAIL_MISSING', 'bankAccountId'],
    [{ method: 'CHECK' }, 'PAYMENT_DETAIL_MISSING', 'checkNumber'],
    [{ method: 'CHECK', checkNumber: '12' }, 'CHECK_NUMBER_TOO_SHORT', 'checkNumber'],
    [{ method: 'CHECK', checkNumber: '1'.repeat(201) }, 'TEXT_TOO_LONG', 'checkNumber'],
    [{ bankAccountId: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'bankAccountId'],
    [{ certificateNumber: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'certificateNumber'],
    [{ method: 'MOBILE_WALLET', mobileNumber: '01712345678' }, 'PAYMENT_DETAIL_MISSING', 'walletProvider'],
    [{ method: 'MOBILE_WALLET', walletProvider: 'NAGAD' }, 'PAYMENT_DETAIL_MISSING', 'mobileNumber'],
    [
      { method: 'MOBILE_WALLET', walletProvider: 'NAGAD', mobileNumber: '01212345678' },
      'INVALID_MOBILE_NUMBER',
      'mobileNumber',
    ],
    [
      { method: 'VDS_CERTIFICATE', certificateDate: '2024-10-15' },
      'PAYMENT_DETAIL_MISSING',
      'certificateNumber',
    ],
    [{ method: 'VDS_CERTIFICATE', certificateNumber: 'V-1' }, 'PAYMENT_DETAIL_MISSING', 'certificateDate'],
    [
      { method: 'TDS_CERTIFICATE', certificateDate: '2024-10-15' },
      'PAYMENT_DETAIL_MISSING',
      'certificateNumber',
    ],
    [{ method: 'TDS_CERTIFICATE', certificateNumber: 'T-1' }, 'PAYMENT_DETAIL_MISSING', 'certificateDate'],
    [
      { method: 'TDS_CERTIFICATE', certificateNumber: 'T-1', certificateDate: '2024-10-16' },
      'DATE_IN_FUTURE',
      'certificateDate',
    ],
    [
      { method: 'TDS_CERTIFICATE', certificateNumber: 'T-1', certificateDate: '2024-10-32' },
      'INVALID_DATE',
      'certificateDate',
    ],
    [{ reference: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'reference'],
    [{ amount: '1.005' }, 'TOO_MANY_DECIMALS', 'amount'],
  ] as const)('31 32 %j is refused: %s', (input, code, field) => {
    expect(pay(input).refusal).toMatchObject({ code, path: `input.${field}` })
  })

  test('31 a refusal never repeats a mobile number', () => {
    const refused = pay({
      method: 'MOBILE_WALLET',
      walletProvider: 'NAGAD',
      mobileNumber: '01212345678',
    }).refusal
    expect(JSON.stringify(refused)).not.toContain('01212345678')
  })
})

describe('certificates of withheld VAT', () => {
  const certificate = (amount: string, id = `v-${amount}`) =>
    paying(amount, { id, method: 'VDS_CERTIFICATE', certificateNumber: 'V-1', certificateDate: '2024-10-15' })
  const line = 'i-1-1'

  test('32 settle the balance, and are at most the VAT of the invoice', () => {
    expect(issued.when(certificate('1500')).invoice.paid).toBe(150000n)
    expect(issued.when(certificate('1500.01')).refusal).toMatchObject({
      code: 'VDS_EXCEEDS_VAT',
      path: 'input.amount',
      params: { certified: '1500.01', vat: '1500.00' },
    })
    const first = given(...history(creating(), approving(), certificate('1000'), paying('100')))
    expect(first.when(certificate('500')).refusal).toBeNull()
    expect(first.when(certificate('500.01')).refusal?.code).toBe('VDS_EXCEEDS_VAT')
  })

  test('32 are compared, without reversed ones, with the VAT after notes', () => {
    const reversed = given(...history(creating(), approving(), certificate('1000'), reversing('v-1000')))
    expect(reversed.when(certificate('1500')).refusal).toBeNull()
    const credited = given(
      ...history(creating(), approving(), crediting([{ lineItemId: line, quantity: '5' }])),
    )
    expect(credited.when(certificate('750')).refusal).toBeNull()
    expect(credited.when(certificate('750.01')).refusal?.params).toEqual({
      certified: '750.01',
      vat: '750.00',
    })
    const debited = given(
      ...history(creating(), approving(), debiting([{ lineItemId: line, quantity: '5' }])),
    )
    expect(debited.when(certificate('2250')).refusal).toBeNull()
    expect(debited.when(certificate('2250.01')).refusal?.code).toBe('VDS_EXCEEDS_VAT')
  })

  test('32 are limited by the VAT, an income tax certificate by the balance alone', () => {
    const tds = (amount: string) =>
      paying(amount, { method: 'TDS_CERTIFICATE', certificateNumber: 'T-1', certificateDate: '2024-10-15' })
    expect(issued.when(tds('11500')).refusal).toBeNull()
    expect(issued.when(tds('11500.01')).refusal?.code).toBe('OVERPAYMENT')
  })
})
