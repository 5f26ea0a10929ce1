import { describe, expect, test } from '@jest/globals'
import type { InvoiceEvent, PaymentRecorded, ReceiptPartRefused } from '../invoice/events.ts'
import type { ExistingInvoice, Payment } from '../invoice/state.ts'
import { poisha } from '../money/poisha.ts'
import type { Allocation } from '../receipt/state.ts'
import { noon, paying, reversing } from '../testing/examples.ts'
import {
  carried,
  eventsOf,
  issued,
  issuedEvents,
  receiptAfter,
  recording,
  transfer,
} from '../testing/receipts.ts'
import { written } from '../testing/remarks.ts'
import { checkAllocation, checkPayment } from './check-allocation.ts'

/** A receipt of 500.00 with parts of 100.00 and 50.00, of which the second one is at its invoice. */
const receipt = receiptAfter(
  ...eventsOf(
    recording(
      transfer('500', [
        ['i-1', '100'],
        ['i-2', '50'],
      ]),
      [issued('i-1'), issued('i-2')],
    ),
  ),
  carried('i-2'),
)
const [open, part] = receipt.allocations as [Allocation, Allocation]

/** The invoice i-2 with the payment of the part among others. */
const invoice = issued('i-2', paying('5000'), paying('60'))
const [first, second] = invoice.payments as [Payment, Payment]
const own: Payment = { ...second, id: part.paymentId, amount: part.amount, receiptId: receipt.id }
const withPayments = (...payments: readonly Payment[]) =>
  ({ invoice: { ...invoice, payments } satisfies ExistingInvoice, events: [] }) as const
const withPayment = withPayments(first, own)
const without = withPayments(first)

const partIs = (state: Allocation['state']) => ({ ...part, state })
const check = (
  one: Allocation,
  history: Parameters<typeof checkAllocation>[2],
  { isInFlight }: { isInFlight: boolean } = { isInFlight: true },
) => written(checkAllocation(receipt, one, history, isInFlight))

describe('a part of a receipt', () => {
  const [, { reversal }] = issued('i-2', paying('5000'), paying('60'), reversing('p-60')).payments as [
    Payment,
    Payment,
  ]
  const reversed = { ...own, reversal }

  test('is at its invoice, and reversed on both sides', () => {
    expect(check(part, withPayment)).toEqual([])
    expect(check(partIs('REVERSED'), withPayments(first, reversed))).toEqual([])
  })

  test('whose invoice does not exist is lost', () => {
    expect(check(part, undefined)).toEqual([
      'ALLOCATION_LOST: part r-1-1-i-2 of 50.00 for invoice i-2 is CARRIED, and there is no such invoice',
    ])
  })

  test.each(['CARRIED', 'REVERSED'] as const)('that is %s is lost without its payment', (state) => {
    expect(check(partIs(state), without)).toEqual([
      `ALLOCATION_LOST: part r-1-1-i-2 of 50.00 for invoice i-2 is ${state}, ` +
        'and the invoice has no payment of it',
    ])
  })

  test.each(['PENDING', 'REVERSING'] as const)('that is %s is listed, and after an hour lost', (state) => {
    const one = { ...open, state }
    const name = `part r-1-1-i-1 of 100.00 for invoice i-1 is ${state}`
    expect(check(one, without)).toEqual([`ALLOCATION_OPEN: ${name}`])
    expect(check(one, without, { isInFlight: false })).toEqual([
      `ALLOCATION_LOST: ${name} for more than an hour`,
    ])
  })

  test('differs where one side alone is reversed', () => {
    const name = 'ALLOCATION_DIFFERS: part r-1-1-i-2 of 50.00 for invoice i-2 is'
    expect(check(partIs('REVERSED'), withPayment)).toEqual([
      `${name} REVERSED, and the payment of the invoice is not reversed`,
    ])
    expect(check(part, withPayments(first, reversed))).toEqual([
      `${name} CARRIED, and the payment of the invoice is reversed`,
    ])
  })
})

describe('a refused part', () => {
  const refusal: ReceiptPartRefused = {
    type: 'ReceiptPartRefused',
    ...{ receiptId: receipt.id, paymentId: part.paymentId, reversal: 0 },
    ...{ code: 'INVOICE_NOT_ISSUED', params: {}, by: 'u-rahim', at: noon },
  }
  const name = 'part r-1-1-i-2 of 50.00 for invoice i-2 is REFUSED'
  const checkRefused = (event: InvoiceEvent, { invoice } = without) =>
    check(partIs('REFUSED'), { invoice, events: [...issuedEvents('i-2'), event] })

  test('was refused by its invoice', () => expect(checkRefused(refusal)).toEqual([]))

  test.each([
    ['another receipt', { ...refusal, receiptId: 'r-2' }],
    ['another part', { ...refusal, paymentId: 'another' }],
  ])('is lost where the invoice has refused %s', (_, event) => {
    expect(checkRefused(event)).toEqual([`ALLOCATION_LOST: ${name}, and the invoice has not refused it`])
  })

  test('is lost where the invoice has recorded its payment instead', () => {
    const [recorded] = issuedEvents('i-2', paying('50')).filter(({ type }) => type === 'PaymentRecorded')
    const payment = { ...recorded, receiptId: receipt.id, paymentId: part.paymentId } as PaymentRecorded
    expect(checkRefused(payment)).toEqual([`ALLOCATION_LOST: ${name}, and the invoice has not refused it`])
  })

  test('is doubled where its payment is there', () => {
    expect(checkRefused(refusal, withPayment)).toEqual([
      `ALLOCATION_DOUBLED: ${name}, and the invoice has its payment`,
    ])
  })
})

describe('a payment of a receipt', () => {
  const of = (invoiceId: string, payment: Payment, ofReceipt: typeof receipt | undefined = receipt) =>
    written(checkPayment(invoiceId, payment, ofReceipt))

  test('is one of its parts', () => expect(of('i-2', own)).toEqual([]))

  test('is found without its receipt, and without a part of it', () => {
    expect(written(checkPayment('i-2', own, undefined))).toEqual([
      'PAYMENT_WITHOUT_ALLOCATION: payment r-1-1-i-2 of 50.00 is no part of receipt r-1',
    ])
    expect(of('i-2', { ...own, id: 'another' })).toEqual([
      'PAYMENT_WITHOUT_ALLOCATION: payment another of 50.00 is no part of receipt r-1',
    ])
  })

  test('is found at another invoice than that of its part', () => {
    expect(of('i-1', own)).toEqual([
      'ALLOCATION_DOUBLED: payment r-1-1-i-2 of 50.00 is the part of receipt r-1 for invoice i-2',
    ])
  })

  test('is found with another amount than its part', () => {
    expect(of('i-2', { ...own, amount: poisha(1n) })).toEqual([
      'ALLOCATION_DIFFERS: payment r-1-1-i-2 of 0.01 is 50.00 in receipt r-1',
    ])
  })
})
