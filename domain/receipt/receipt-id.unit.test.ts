import { describe, expect, test } from '@jest/globals'
import { eventsOf, issued, receiptAfter, recording, refusalOf, transfer } from '../testing/receipts.ts'
import { noReceipt } from './state.ts'

describe('the id of a receipt', () => {
  const withId = (receiptId: string) => recording(transfer('500', []), [], noReceipt, receiptId)

  test('is any text, without the blanks at its ends', () => {
    expect(receiptAfter(...eventsOf(withId('  MR 7 '))).id).toBe('MR 7')
  })

  test.each([
    [' ', 'FIELD_REQUIRED'],
    ['x'.repeat(101), 'TEXT_TOO_LONG'],
    ['MR\u0007', 'TEXT_UNPRINTABLE'],
  ])('%j is refused', (receiptId, code) => {
    expect(refusalOf(withId(receiptId))).toEqual([code, 'input.receiptId'])
  })

  test('may be as long as its payments can have an id', () => {
    const id = 'x'.repeat(100)
    const invoiceId = '0b9f4d1e-7c1c-4b7e-9a55-0d8a2f6c3b11'
    const input = transfer('500', [[invoiceId, '500']])
    const recorded = recording(input, [issued(invoiceId)], noReceipt, id)
    expect(receiptAfter(...eventsOf(recorded)).allocations[0]?.paymentId).toBe(`${id}-1-${invoiceId}`)
  })
})
