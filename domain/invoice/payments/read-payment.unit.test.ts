import { describe, expect, test } from '@jest/globals'
import { approving, creating, paying } from '../../testing/examples.ts'
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

  test.each([
    ['VDS_CERTIFICATE', '5000.5', '5000.50'],
    ['TDS_CERTIFICATE', '10000', '10000.00'],
    ['TDS_CERTIFICATE', ' ', null],
  ] as const)('32 a %s keeps the value %j that it covers', (method, certificateValue, kept) => {
    const certificate = { certificateNumber: 'C-1', certificateDate: '2024-10-15' }
    expect(pay({ ...certificate, method, certificateValue })).toMatchObject({
      refusal: null,
      events: [{ certificateValue: kept }],
    })
  })

  test.each([
    [{ method: 'MOBILE_WALLET' }, ['input.walletProvider', 'input.mobileNumber']],
    [{ method: 'VDS_CERTIFICATE' }, ['input.certificateNumber', 'input.certificateDate']],
    [{ depositSerial: '1', claimPeriod: '2024-10' }, ['input.depositSerial', 'input.claimPeriod']],
    [
      { method: 'TDS_CERTIFICATE', certificateDate: '2024-10-15', depositSerial: '1' },
      ['input.certificateNumber', 'input.depositSerial'],
    ],
  ] as const)('31 32 %j is refused once for all details that are wrong', (input, paths) => {
    const { refusal } = pay(input)
    expect([refusal, ...(refusal?.others ?? [])].map((one) => one?.path)).toEqual(paths)
  })

  test('32 money covers no value of a certificate', () => {
    expect(pay({ method: 'CASH', certificateValue: '1' }).refusal).toMatchObject({
      code: 'PAYMENT_DETAIL_NOT_ALLOWED',
      path: 'input.certificateValue',
      message: 'A payment of the method CASH has no certificateValue. Omit it.',
    })
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
