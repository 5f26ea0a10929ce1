import { describe, expect, test } from '@jest/globals'
import { approving, creating, noon, paying } from '../../testing/examples.ts'
import { invoiceAfter } from '../../testing/scenario.ts'
import { identityOf } from './payment-identity.ts'
import { readPayment } from './read-payment.ts'

const invoice = invoiceAfter(creating(), approving(), paying('100', { id: 'p', reference: 'A' }))
const read = readPayment({ amount: '100', method: 'CASH', paidOn: '2024-10-15', reference: 'A' }, noon)
if (!read.ok) throw new Error(read.refusal.message)
const terms = { ...read.value, receiptId: null }

describe('the id of a payment', () => {
  test('is NEW when the invoice has no payment with it', () => {
    expect(identityOf(invoice, 'q', 'RECEIPT', terms)).toBe('NEW')
  })

  test('is REPEATED when its payment has the same terms', () => {
    expect(identityOf(invoice, 'p', 'RECEIPT', terms)).toBe('REPEATED')
  })

  test.each([
    { amount: '100.01' },
    { method: 'CREDIT_CARD' },
    { paidOn: '2024-10-14' },
    { reference: null },
    { bankAccountId: 'a' },
  ] as const)('is refused when its payment differs in %j', (other) => {
    expect(identityOf(invoice, 'p', 'RECEIPT', { ...terms, ...other })).toMatchObject({
      refusal: { code: 'PAYMENT_ID_REUSED', path: 'input.paymentId', params: { paymentId: 'p' } },
    })
  })

  test('is refused for a refund when it belongs to a receipt', () => {
    expect(identityOf(invoice, 'p', 'REFUND', terms)).toMatchObject({
      refusal: { code: 'PAYMENT_ID_REUSED', path: 'input.refundId' },
    })
  })
  test.each(['RECEIPT', 'REFUND'] as const)('is refused for a %s when a part with it was refused', (kind) => {
    const refusing = { ...invoice, refusedPayments: ['q'] }
    expect(identityOf(refusing, 'q', kind, terms)).toMatchObject({
      refusal: { code: 'PAYMENT_ID_REUSED', params: { paymentId: 'q' } },
    })
    expect(identityOf({ ...invoice, refusedPayments: ['p'] }, 'p', 'RECEIPT', terms)).toBe('REPEATED')
  })
})
