import { describe, expect, test } from '@jest/globals'
import { karim, noon } from '../testing/examples.ts'
import { eventsOf, issued, receiptAfter, recording, transfer } from '../testing/receipts.ts'
import type { ReceiptInput } from './input.ts'
import { partId, recordPart, reversePart } from './part.ts'
import type { ExistingReceipt } from './state.ts'

const receiptOf = (more: Partial<ReceiptInput>): ExistingReceipt =>
  receiptAfter(...eventsOf(recording(transfer('100', [['i-1', '60']], more), [issued('i-1')])))

describe('the payment of a part', () => {
  test.each<[string, Partial<ReceiptInput>, object]>([
    ['a check', { method: 'CHECK', checkNumber: 'CH-1' }, { method: 'CHECK', checkNumber: 'CH-1' }],
    [
      'a wallet',
      { method: 'MOBILE_WALLET', walletProvider: 'BKASH', mobileNumber: '01712345678' },
      { method: 'MOBILE_WALLET', walletProvider: 'BKASH', mobileNumber: '01712345678' },
    ],
    ['a transfer', { reference: 'TX-1' }, { bankAccountId: 'acc-1', reference: 'TX-1' }],
  ])('has the details of its receipt: %s', (_, input, details) => {
    const receipt = receiptOf(input)
    const [part] = receipt.allocations
    const decision = part && recordPart(issued('i-1'), receipt, { ...part, decidedBy: karim }, noon)
    expect(decision).toMatchObject({
      events: [{ ...details, amount: '60.00', receiptId: 'r-1', paidOn: '2024-10-15', by: karim, at: noon }],
    })
  })

  test('has an id that differs by receipt, round and invoice', () => {
    const ids = [
      partId('r-1', 1, 'i-1'),
      partId('r-2', 1, 'i-1'),
      partId('r-1', 2, 'i-1'),
      partId('r-1', 1, 'i-2'),
    ]
    expect(new Set(ids).size).toBe(4)
  })
})

test('a part of a receipt that is not reversed cannot be reversed', () => {
  const receipt = receiptOf({})
  const [part] = receipt.allocations
  expect(() => part && reversePart(issued('i-1'), receipt, part, noon)).toThrow('Receipt r-1 is not reversed')
})
