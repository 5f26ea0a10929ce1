import { expect, test } from '@jest/globals'
import {
  allocating,
  carried,
  eventsOf,
  issued,
  receiptAfter,
  recording,
  refusalOf,
  reversingReceipt,
  sums,
  transfer,
} from '../testing/receipts.ts'
import { maxAllocations } from './decide-allocations.ts'

const [one, two] = [issued('i-1'), issued('i-2')]
const recorded = eventsOf(recording(transfer('10000', [['i-1', '4000']]), [one]))
const receipt = receiptAfter(...recorded, carried('i-1'))

test('unapplied money is allocated later, also to the same invoice', () => {
  const events = eventsOf(
    allocating(
      receipt,
      [
        ['i-1', '1000'],
        ['i-2', '2000'],
      ],
      [one, two],
    ),
  )
  const after = receiptAfter(...recorded, carried('i-1'), ...events)
  expect(sums(after)).toEqual(['7000.00', '3000.00', '0.00'])
  expect(after.allocations.map(({ paymentId, round, state }) => [paymentId, round, state])).toEqual([
    ['r-1-1-i-1', 1, 'CARRIED'],
    ['r-1-2-i-1', 2, 'PENDING'],
    ['r-1-2-i-2', 2, 'PENDING'],
  ])
})

test('no more than the unapplied money is allocated', () => {
  expect(refusalOf(allocating(receipt, [['i-2', '6000.01']], [two]))).toEqual([
    'ALLOCATIONS_EXCEED_RECEIPT',
    'allocations',
  ])
  expect(refusalOf(allocating(receipt, [['i-2', '6000']], [two]))).toBeNull()
})

test('a part above the balance is refused unless an overpayment is accepted', () => {
  const rich = receiptAfter(...eventsOf(recording(transfer('20000'), [])))
  const part: [string, string][] = [['i-2', '12000']]
  expect(refusalOf(allocating(rich, part, [two]))).toEqual(['OVERPAYMENT', 'allocations[0].amount'])
  expect(refusalOf(allocating(rich, part, [two], true))).toBeNull()
})

test('the allocations of earlier rounds count towards the maximum', () => {
  const parts = Array.from({ length: maxAllocations }, (_, n): [string, string] => [`i-${n}`, '1'])
  const full = eventsOf(
    recording(
      transfer('10000', parts),
      parts.map(([id]) => issued(id)),
    ),
  )
  const decision = allocating(receiptAfter(...full), [['i-1', '1']], [one])
  expect(refusalOf(decision)).toEqual(['TOO_MANY_ALLOCATIONS', 'allocations'])
})

test('at least one allocation is needed', () => {
  expect(refusalOf(allocating(receipt, [], []))).toEqual(['FIELD_REQUIRED', 'allocations'])
})

test('nothing of a reversed receipt is allocated', () => {
  const unapplied = eventsOf(recording(transfer('10000'), []))
  const reversed = receiptAfter(...unapplied, ...eventsOf(reversingReceipt(receiptAfter(...unapplied), [])))
  expect(refusalOf(allocating(reversed, [['i-1', '1']], [one]))).toEqual(['RECEIPT_REVERSED', 'receiptId'])
})

test('a part that is not carried yet keeps no other money from being allocated', () => {
  const pending = receiptAfter(...recorded)
  const events = eventsOf(allocating(pending, [['i-2', '6000']], [two]))
  const after = receiptAfter(...recorded, ...events, carried('i-1'))
  expect(sums(after)).toEqual(['10000.00', '0.00', '0.00'])
  expect(after.allocations.map(({ state }) => state)).toEqual(['CARRIED', 'PENDING'])
})
