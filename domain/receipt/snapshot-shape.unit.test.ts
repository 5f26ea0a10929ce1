import { expect, test } from '@jest/globals'
import { noon, rahim } from '../testing/examples.ts'
import { carried, eventsOf, issued, receiptAfter, recording, transfer } from '../testing/receipts.ts'
import { recordedShapes, shapeOf } from '../testing/shape-of.ts'
import type { ReceiptEvent } from './events.ts'
import { receiptShape } from './snapshot.ts'

const parts = [
  ['i-1', '100'],
  ['i-2', '200'],
] as const
const details = { checkNumber: '001234', walletProvider: 'BKASH', mobileNumber: '01712345678' } as const
const recorded = eventsOf(
  recording(transfer('500', parts, { reference: 'x', ...details }), [issued('i-1'), issued('i-2')]),
)
const refused: ReceiptEvent = {
  ...{ type: 'AllocationRefused', paymentId: 'r-1-1-i-2', code: 'OVERPAYMENT', params: {}, at: noon },
}
const reversed: ReceiptEvent = {
  ...{ type: 'ReceiptReversed', reversedOn: '2024-10-15', reason: 'Bounced', by: rahim, at: noon },
}
const bare = eventsOf(recording({ ...transfer('500'), method: 'CASH', bankAccountId: null }, []))

/** Receipts that have all fields of a state, and each field with all kinds of its values. */
const states = [
  receiptAfter(...recorded, carried('i-1'), refused),
  receiptAfter(...recorded, carried('i-1'), carried('i-2'), reversed),
  receiptAfter(...bare),
]

test('a snapshot has the shape that is recorded for its number', () => {
  // Another shape needs a new number in snapshot.ts, recorded beside this file under that number. Rows of the
  // old number are then folded again from their streams.
  expect(shapeOf(states)).toEqual(recordedShapes('receipt')[receiptShape])
})

test('the number is the last one that is recorded', () => {
  expect(Object.keys(recordedShapes('receipt')).at(-1)).toBe(String(receiptShape))
})
