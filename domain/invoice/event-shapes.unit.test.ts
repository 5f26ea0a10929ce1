import { describe, expect, test } from '@jest/globals'
import { approving, creating, noon, paying, rahim, tenBags } from '../testing/examples.ts'
import { storedAndRead } from '../testing/frozen.ts'
import { history } from '../testing/scenario.ts'
import { invoices } from './aggregate.ts'
import { moneyMethods } from './event-shapes.ts'
import type { InvoiceEvent, RefundRecorded } from './events.ts'

const paid = history(creating(), approving(), paying('100', { id: 'p' }))[2]
const stored = (event: InvoiceEvent | undefined) => event && storedAndRead(invoices, event)

describe('every value that the contract allows can be stored', () => {
  test.each([
    'CASH',
    'BANK_TRANSFER',
    'CHECK',
    'MOBILE_WALLET',
    'CREDIT_CARD',
    'DEBIT_CARD',
    'ONLINE_BANKING',
    'VDS_CERTIFICATE',
    'TDS_CERTIFICATE',
  ] as const)('method %s', (method) => {
    const event = paid?.type === 'PaymentRecorded' ? { ...paid, method } : undefined
    expect(stored(event)).toEqual({ ...paid, method })
  })

  const refund: RefundRecorded = {
    method: 'CASH',
    ...{ type: 'RefundRecorded', refundId: 'r', amount: '1.00', paidOn: '2024-10-15', reference: null },
    ...{ bankAccountId: null, checkNumber: null, walletProvider: null, mobileNumber: null },
    ...{ by: rahim, at: noon },
  }

  test.each(moneyMethods)('a refund with the method %s', (method) => {
    expect(stored({ ...refund, method })).toEqual({ ...refund, method })
  })

  test('a refund is no certificate', () => {
    expect(() => stored({ ...refund, method: 'VDS_CERTIFICATE' as 'CASH' })).toThrow(/method is not one of/)
  })

  test.each(['BKASH', 'NAGAD', 'ROCKET', 'UPAY', 'SURECASH', 'MCASH', 'TCASH'] as const)(
    'wallet %s',
    (walletProvider) => {
      const event = paid?.type === 'PaymentRecorded' ? { ...paid, walletProvider } : undefined
      expect(stored(event)).toMatchObject({ walletProvider })
    },
  )

  test.each(['STANDARD', 'REDUCED', 'TRUNCATED', 'SPECIFIC', 'ZERO_RATED', 'EXEMPT'] as const)(
    '17 category %s',
    (vatCategory) => {
      const specificVatPerUnit = vatCategory === 'SPECIFIC' ? '1' : null
      const line = { description: 'x', quantity: '1', unitPrice: '1', vatCategory, specificVatPerUnit }
      expect(stored(history(creating({ lineItems: [line] }))[0])).toMatchObject({ lines: [{ vatCategory }] })
    },
  )

  test('every warning', () => {
    const poor = { lineItems: [{ ...tenBags, quantity: '100' }], customerName: null }
    const warned = history(creating(poor), approving({ at: '2024-11-15T06:00:00Z' }))[1]
    expect(stored(warned)).toMatchObject({
      warnings: [{ code: 'LATE_ISSUE' }, { code: 'BUYER_LOSES_INPUT_CREDIT' }],
    })
  })
})
