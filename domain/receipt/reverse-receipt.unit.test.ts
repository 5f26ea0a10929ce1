import { expect, test } from '@jest/globals'
import { crediting, noon, refunding } from '../testing/examples.ts'
import {
  allocating,
  carried,
  eventsOf,
  invoiceOf,
  issued,
  issuedEvents,
  receiptAfter,
  receiptId,
  recording,
  refusalOf,
  reversingReceipt,
  sums,
  transfer,
} from '../testing/receipts.ts'
import type { Decide } from '../testing/scenario.ts'
import { settlePart } from './settle-part.ts'
import type { Allocation } from './state.ts'

const parts: [string, string][] = [
  ['i-1', '11500'],
  ['i-2', '500'],
]
const recorded = eventsOf(recording(transfer('20000', parts), [issued('i-1'), issued('i-2')]))
const receipt = receiptAfter(...recorded, carried('i-1'), carried('i-2'))

/** The invoice with its part of the receipt, and then these decisions. */
const withPart = (id: string, ...decisions: readonly Decide[]) => {
  const pending = receiptAfter(...recorded)
  const part = pending.allocations.find(({ invoiceId }) => invoiceId === id)
  if (!part) throw new Error(`No part for ${id}`)
  const events = [...issuedEvents(id)]
  events.push(settlePart(pending, part, invoiceOf(events), noon))
  for (const decide of decisions) events.push(...eventsOf(decide(invoiceOf(events))))
  return invoiceOf(events)
}

const reversedPart = (id: string) => ({
  type: 'AllocationReversed' as const,
  paymentId: `${receiptId}-1-${id}`,
  at: noon,
})

test('what is unapplied is reversed at once, and the parts when their invoices have reversed them', () => {
  const events = eventsOf(reversingReceipt(receipt, [withPart('i-1'), withPart('i-2')]))
  const before = [...recorded, carried('i-1'), carried('i-2'), ...events]
  expect(sums(receiptAfter(...before))).toEqual(['12000.00', '0.00', '8000.00'])
  expect(sums(receiptAfter(...before, reversedPart('i-1')))).toEqual(['500.00', '0.00', '19500.00'])
  const all = receiptAfter(...before, reversedPart('i-1'), reversedPart('i-2'))
  expect(sums(all)).toEqual(['0.00', '0.00', '20000.00'])
  expect(refusalOf(reversingReceipt(all, []))).toEqual(['RECEIPT_ALREADY_REVERSED', 'receiptId'])
})

test('nothing is reversed when an invoice would refuse, and the message names the invoice', () => {
  const refunded = withPart('i-1', crediting([{ lineItemId: 'i-1-1', quantity: '5' }]), refunding('5750'))
  const decision = reversingReceipt(receipt, [refunded, withPart('i-2')])
  expect(refusalOf(decision)).toEqual(['REVERSAL_BELOW_REFUNDS', 'receiptId'])
  expect(decision).toMatchObject({ refusal: { message: expect.stringMatching(/^INV-2024-10-15-000001: /) } })
})

test('63 nothing is reversed when an invoice can spare each of its two parts, but not both', () => {
  const refunded = [crediting([{ lineItemId: 'i-1-1', quantity: '5' }]), refunding('4250')]
  const one = eventsOf(recording(transfer('10000', [['i-1', '5000']]), [issued('i-1')]))
  const first = [...one, carried('i-1')]
  const two = eventsOf(allocating(receiptAfter(...first), [['i-1', '5000']], [issued('i-1')]))
  const both = receiptAfter(...first, ...two)
  const events = [...issuedEvents('i-1')]
  for (const part of both.allocations) events.push(settlePart(both, part, invoiceOf(events), noon))
  for (const decide of refunded) events.push(...eventsOf(decide(invoiceOf(events))))
  const decision = reversingReceipt(receiptAfter(...first, ...two, carried('i-1', 2)), [invoiceOf(events)])
  expect(refusalOf(decision)).toEqual(['REVERSAL_BELOW_REFUNDS', 'receiptId'])
  expect(decision).toMatchObject({ refusal: { params: { received: '0.00', refunded: '4250.00' } } })
})

test('a part whose reversal was refused later remains applied, and can be reversed again', () => {
  const events = eventsOf(reversingReceipt(receipt, [withPart('i-1'), withPart('i-2')]))
  const refusal = { code: 'REVERSAL_BELOW_REFUNDS', params: {} }
  const paymentId = `${receiptId}-1-i-1`
  const partly = [
    ...[...recorded, carried('i-1'), carried('i-2'), ...events, reversedPart('i-2')],
    { type: 'AllocationReversalRefused' as const, paymentId, ...refusal, at: noon },
  ]
  const state = receiptAfter(...partly)
  expect(sums(state)).toEqual(['11500.00', '0.00', '8500.00'])
  expect(state.allocations[0]).toMatchObject({ state: 'CARRIED', refusal })
  const again = receiptAfter(...partly, ...eventsOf(reversingReceipt(state, [withPart('i-1')])))
  expect(again).toMatchObject({ reversals: 2, allocations: [{ state: 'REVERSING', refusal: null }, {}] })
})

test('the reversal counts from one date, for the receipt and for each of its parts', () => {
  const early = eventsOf(
    recording(transfer('500', [['i-1', '500']], { paidOn: '2024-10-10' }), [issued('i-1')]),
  )
  const [part] = receiptAfter(...early).allocations
  const before = issuedEvents('i-1')
  const events = [...before, settlePart(receiptAfter(...early), part as Allocation, invoiceOf(before), noon)]
  const reverse = (reversedOn: string | null) =>
    reversingReceipt(receiptAfter(...early, carried('i-1')), [invoiceOf(events)], 'Bounced', reversedOn)
  expect(reverse('2024-10-12')).toMatchObject({ events: [{ reversedOn: '2024-10-12' }] })
  expect(reverse(null)).toMatchObject({ events: [{ reversedOn: '2024-10-15' }] })
  expect(refusalOf(reverse('2024-10-09'))).toEqual(['REVERSAL_BEFORE_PAYMENT', 'reversedOn'])
  expect(refusalOf(reverse('2024-10-16'))).toEqual(['DATE_IN_FUTURE', 'reversedOn'])
  const after = receiptAfter(...early, carried('i-1'), ...eventsOf(reverse('2024-10-12')))
  expect(after.reversal).toMatchObject({ reversedOn: '2024-10-12' })
  const settled = settlePart(after, after.allocations[0] as Allocation, invoiceOf(events), noon)
  expect(settled).toMatchObject({ type: 'PaymentReversed', reversedOn: '2024-10-12' })
})

test('a reason is required', () => {
  expect(refusalOf(reversingReceipt(receipt, [], ' \n'))).toEqual(['REASON_MISSING', 'reason'])
})

test('a part that is not carried keeps the whole receipt from being reversed, and is named', () => {
  const open = receiptAfter(...recorded, carried('i-1'))
  const decision = reversingReceipt(open, [withPart('i-1')])
  expect(refusalOf(decision)).toEqual(['RECEIPT_PART_OPEN', 'receiptId'])
  expect(decision).toMatchObject({ refusal: { params: { invoice: issued('i-2').invoiceNumber } } })
  const onlyOpen = receiptAfter(...eventsOf(recording(transfer('500', [['i-2', '500']]), [issued('i-2')])))
  expect(refusalOf(reversingReceipt(onlyOpen, []))).toEqual(['RECEIPT_PART_OPEN', 'receiptId'])
})
