import { describe, expect, test } from '@jest/globals'
import { fold } from '../event/aggregate.ts'
import { StreamDamaged } from '../event/stream-damaged.ts'
import { noon, rahim } from '../testing/examples.ts'
import { carried, eventsOf, issued, receiptAfter, recording, sums, transfer } from '../testing/receipts.ts'
import { receipts } from './aggregate.ts'
import type { AllocationData, ReceiptEvent } from './events.ts'
import { openAllocations } from './sums.ts'

const parts: [string, string][] = [
  ['i-1', '100'],
  ['i-2', '200'],
]
const recorded = eventsOf(recording(transfer('500', parts), [issued('i-1'), issued('i-2')]))
const stamp = { by: rahim, at: noon }
const reversed: ReceiptEvent = {
  ...{ type: 'ReceiptReversed', reversedOn: '2024-10-15', reason: 'Bounced' },
  ...stamp,
}
const refusal = { code: 'OVERPAYMENT', params: { amount: '200.00' } }
const refused = (invoiceId: string): ReceiptEvent => ({
  type: 'AllocationRefused',
  paymentId: `r-1-1-${invoiceId}`,
  ...refusal,
  at: noon,
})
const reversedPart = (invoiceId: string): ReceiptEvent => ({
  type: 'AllocationReversed',
  paymentId: `r-1-1-${invoiceId}`,
  at: noon,
})
const reversalRefused = (invoiceId: string): ReceiptEvent => ({
  type: 'AllocationReversalRefused',
  paymentId: `r-1-1-${invoiceId}`,
  ...refusal,
  at: noon,
})
const part = (more: Partial<AllocationData>): AllocationData => ({
  paymentId: 'p-9',
  invoiceId: 'i-9',
  invoiceNumber: 'INV-2024-10-15-000009',
  mushakNumber: null,
  amount: '10.00',
  ...more,
})
const allocated = (...allocations: readonly AllocationData[]): ReceiptEvent => ({
  type: 'ReceiptAllocated',
  allocations,
  acceptOverpayment: false,
  ...stamp,
})

test('a part that its invoice refused becomes unapplied money', () => {
  const state = receiptAfter(...recorded, carried('i-1'), refused('i-2'))
  expect(sums(state)).toEqual(['100.00', '400.00', '0.00'])
  expect(state.allocations[1]).toMatchObject({ state: 'REFUSED', refusal })
  expect(openAllocations(state)).toEqual([])
})

test('parts are open until their invoices have accepted or refused them', () => {
  const open = (...events: readonly ReceiptEvent[]) =>
    openAllocations(receiptAfter(...recorded, ...events)).map(({ invoiceId }) => invoiceId)
  expect(open()).toEqual(['i-1', 'i-2'])
  expect(open(carried('i-1'))).toEqual(['i-2'])
  const both = [carried('i-1'), carried('i-2'), reversed]
  expect(open(...both)).toEqual(['i-1', 'i-2'])
  expect(open(...both, reversedPart('i-2'))).toEqual(['i-1'])
  expect(open(...both, reversedPart('i-2'), reversalRefused('i-1'))).toEqual([])
})

test('the receipt keeps who recorded it, and the last reversal', () => {
  const later = '2024-10-16T06:00:00Z'
  const state = receiptAfter(...recorded, carried('i-1'), refused('i-2'), { ...reversed, at: later })
  expect(state).toMatchObject({
    ...{ recordedBy: rahim, recordedAt: noon, updatedAt: later, rounds: 1, reversals: 1 },
    reversal: { by: rahim, at: later, reason: 'Bounced' },
  })
})

describe('an event that cannot have happened damages the stream', () => {
  const [first] = recorded as [ReceiptEvent]
  const settled = [...recorded, carried('i-1'), carried('i-2')]
  const bounced = [...settled, reversed]
  const cases: [string, readonly ReceiptEvent[], RegExp][] = [
    ['a second recording', [first, first], /recorded twice/],
    ['an event before the recording', [carried('i-1')], /without ReceiptRecorded/],
    ['a part that was never decided', [first, carried('i-9')], /never decided/],
    [
      'a part that is carried twice',
      [first, carried('i-1'), carried('i-1')],
      /cannot follow the state CARRIED/,
    ],
    [
      'a refusal after the carrying',
      [first, carried('i-1'), refused('i-1')],
      /cannot follow the state CARRIED/,
    ],
    [
      'a reversal of a part of a receipt that is not reversed',
      [...settled, reversedPart('i-1')],
      /state CARRIED/,
    ],
    ['a refused reversal without a reversal', [...settled, reversalRefused('i-1')], /state CARRIED/],
    [
      'a part that is reversed twice',
      [...bounced, reversedPart('i-1'), reversedPart('i-1')],
      /state REVERSED/,
    ],
    ['a reversal while a part is open', [first, carried('i-1'), reversed], /outcome of a part is open/],
    ['a reversal while a reversal is open', [...bounced, reversed], /outcome of a part is open/],
    [
      'a second reversal of all',
      [...bounced, reversedPart('i-1'), reversedPart('i-2'), reversed],
      /reversed twice/,
    ],
    ['an allocation after the reversal', [...bounced, allocated(part({}))], /after its reversal/],
    [
      'an allocation above the unapplied money',
      [...settled, allocated(part({ amount: '200.01' }))],
      /more money/,
    ],
    [
      'a part that is decided twice',
      [...settled, allocated(part({ paymentId: 'r-1-1-i-1' }))],
      /decided twice/,
    ],
    ['a part that is decided twice at once', [...settled, allocated(part({}), part({}))], /decided twice/],
    [
      'a part that is decided twice by the recording',
      [{ ...first, allocations: [part({}), part({})] } as ReceiptEvent],
      /decided twice/,
    ],
    [
      'a recording of more than was received',
      [{ ...first, amount: '299.99' } as ReceiptEvent],
      /more money than receipt r-1 has/,
    ],
  ]

  test.each(cases)('%s', (_, events, message) => {
    expect(() => fold(receipts, events)).toThrow(message)
    expect(() => fold(receipts, events)).toThrow(StreamDamaged)
  })

  test('an allocation of the last poisha does not', () => {
    const state = receiptAfter(...settled, allocated(part({ amount: '200.00' })))
    expect(sums(state)).toEqual(['500.00', '0.00', '0.00'])
  })

  test('an event that records a command without effect changes nothing', () => {
    expect(receiptAfter(...settled, { type: 'ReceiptLeftUnchanged', ...stamp })).toEqual(
      receiptAfter(...settled),
    )
  })
})
