import { describe, expect, test } from '@jest/globals'
import type { InvoiceEvent, ReceiptPartRefused } from '../invoice/events.ts'
import { crediting, karim, noon, paying, rahim, refunding } from '../testing/examples.ts'
import {
  carried,
  eventsOf,
  invoiceOf,
  issued,
  issuedEvents,
  receiptAfter,
  recording,
  reversingReceipt,
  transfer,
} from '../testing/receipts.ts'
import type { ReceiptEvent } from './events.ts'
import { outcomeOf, settlePart } from './settle-part.ts'
import type { ExistingReceipt } from './state.ts'

const recorded = eventsOf(
  recording(transfer('9000', [['i-1', '9000']], { reference: 'TX-1' }), [issued('i-1')]),
)
const pending = receiptAfter(...recorded)
const partIn = (receipt: ExistingReceipt) => receipt.allocations[0] as ExistingReceipt['allocations'][number]
const settle = (receipt: ExistingReceipt, events: readonly InvoiceEvent[]) =>
  settlePart(receipt, partIn(receipt), invoiceOf(events), noon)
const outcome = (receipt: ExistingReceipt, events: readonly InvoiceEvent[]): ReceiptEvent | null =>
  outcomeOf(receipt, partIn(receipt), { invoice: invoiceOf(events), events }, noon)

describe('carrying a part', () => {
  test('records the payment of the receipt, by whoever decided it', () => {
    const events = issuedEvents('i-1')
    expect(outcome(pending, events)).toBeNull()
    const payment = settle(pending, events)
    expect(payment).toMatchObject({
      ...{ type: 'PaymentRecorded', paymentId: 'r-1-1-i-1', receiptId: 'r-1', amount: '9000.00' },
      ...{
        method: 'BANK_TRANSFER',
        bankAccountId: 'acc-1',
        reference: 'TX-1',
        paidOn: '2024-10-15',
        by: rahim,
      },
    })
    expect(outcome(pending, [...events, payment])).toEqual(carried('i-1'))
  })

  test('is refused when the invoice has changed, and nobody can carry the part later', () => {
    const events = issuedEvents('i-1', paying('3000'))
    const refused = settle(pending, events)
    expect(refused).toMatchObject({ type: 'ReceiptPartRefused', reversal: 0, code: 'OVERPAYMENT', by: rahim })
    const reversed: InvoiceEvent = {
      ...{ type: 'PaymentReversed', paymentId: 'p-3000', reversedOn: '2024-10-15' },
      ...{ reason: 'No', by: rahim, at: noon },
    }
    const free = [...events, refused, reversed]
    expect(outcome(pending, free)).toMatchObject({
      ...{ type: 'AllocationRefused', paymentId: 'r-1-1-i-1', code: 'OVERPAYMENT' },
      params: { amount: '9000.00', balance: '8500.00' },
    })
    const payment = { ...settle(pending, issuedEvents('i-1')) }
    expect(() => invoiceOf([...free, payment])).toThrow(/was refused/)
  })

  test.each<[string, Partial<ReceiptPartRefused>]>([
    ['another receipt', { receiptId: 'r-2' }],
    ['another part', { paymentId: 'r-1-1-i-2' }],
    ['its reversal', { reversal: 1 }],
  ])('is not refused by the refusal of %s', (_, other) => {
    const events = issuedEvents('i-1', paying('3000'))
    const refused = settle(pending, events) as ReceiptPartRefused
    expect(
      outcomeOf(pending, partIn(pending), { invoice: invoiceOf(events), events: [refused] }, noon),
    ).not.toBeNull()
    const otherRefused = { ...refused, ...other }
    expect(
      outcomeOf(pending, partIn(pending), { invoice: invoiceOf(events), events: [otherRefused] }, noon),
    ).toBeNull()
  })

  test('is refused when another payment has its id', () => {
    const events = issuedEvents('i-1', paying('9000', { id: 'r-1-1-i-1' }))
    expect(outcome(pending, events)).toBeNull()
    const refused = settle(pending, events)
    expect(refused).toMatchObject({ type: 'ReceiptPartRefused', code: 'PAYMENT_ID_REUSED' })
    expect(outcome(pending, [...events, refused])).toMatchObject({ type: 'AllocationRefused' })
  })
})

describe('carrying a reversal', () => {
  const paid = [...issuedEvents('i-1'), settle(pending, issuedEvents('i-1'))]
  const bounced = (before: readonly ReceiptEvent[]) => [
    ...before,
    ...eventsOf(reversingReceipt(receiptAfter(...before), [invoiceOf(paid)])),
  ]
  const once = bounced([...recorded, carried('i-1')])

  test('reverses the payment with the reason of the receipt', () => {
    const receipt = receiptAfter(...once)
    expect(outcome(receipt, paid)).toBeNull()
    const reversal = settle(receipt, paid)
    expect(reversal).toMatchObject({
      ...{
        type: 'PaymentReversed',
        paymentId: 'r-1-1-i-1',
        reason: 'The bank returned the check',
        by: rahim,
      },
    })
    expect(outcome(receipt, [...paid, reversal])).toMatchObject({ type: 'AllocationReversed' })
  })

  test('is refused when the buyer got money back meanwhile, and can be tried again as another one', () => {
    const events = [...paid]
    for (const decide of [crediting([{ lineItemId: 'i-1-1', quantity: '5' }]), refunding('3250')])
      events.push(...eventsOf(decide(invoiceOf(events))))
    const receipt = receiptAfter(...once)
    const refused = settle(receipt, events)
    expect(refused).toMatchObject({ type: 'ReceiptPartRefused', reversal: 1, code: 'REVERSAL_BELOW_REFUNDS' })
    const byKarim = once.map((event) => (event.type === 'ReceiptReversed' ? { ...event, by: karim } : event))
    expect(settle(receiptAfter(...byKarim), events)).toMatchObject({ type: 'ReceiptPartRefused', by: karim })
    const kept = outcome(receipt, [...events, refused]) as ReceiptEvent
    expect(kept).toMatchObject({ type: 'AllocationReversalRefused', code: 'REVERSAL_BELOW_REFUNDS' })
    const again = receiptAfter(...bounced([...once, kept]))
    expect(outcome(again, [...events, refused])).toBeNull()
    expect(settle(again, events)).toMatchObject({ type: 'ReceiptPartRefused', reversal: 2 })
  })
})

test('a part with an outcome is not settled again', () => {
  const events = issuedEvents('i-1')
  const paid = [...events, settle(pending, events)]
  expect(() => settle(pending, paid)).toThrow(/has an outcome already/)
})
