import { describe, expect, test } from '@jest/globals'
import {
  allocating,
  eventsOf,
  issued,
  receiptAfter,
  recording,
  refusalOf,
  transfer,
} from '../testing/receipts.ts'

const [one, two] = [issued('i-1'), issued('i-2')]

describe('a receipt id that is used again', () => {
  const parts: [string, string][] = [['i-1', '100']]
  const receipt = receiptAfter(...eventsOf(recording(transfer('500', parts), [one])))
  const again = (input: Parameters<typeof recording>[0]) => recording(input, [], receipt)

  test('counts once with the same content, however it is written', () => {
    expect(again(transfer('500.0', [['i-1', '100.00']], { reference: ' ' }))).toEqual({
      ok: true,
      events: [],
    })
  })

  test('counts once also where the clock is still before midnight', () => {
    const midnight = { paidOn: '2024-10-16', at: '2024-10-15T18:00:01Z' }
    const later = receiptAfter(
      ...eventsOf(recording(transfer('500', parts), [one])).map((event) => ({ ...event, ...midnight })),
    )
    const input = transfer('500', parts, { paidOn: '2024-10-16' })
    expect(recording(input, [], later)).toEqual({ ok: true, events: [] })
    expect(refusalOf(recording(input, [one]))).toEqual(['DATE_IN_FUTURE', 'input.paidOn'])
  })

  test('counts once also after more of it was allocated', () => {
    const later = receiptAfter(
      ...eventsOf(recording(transfer('500', parts), [one])),
      ...eventsOf(allocating(receipt, [['i-2', '400']], [two])),
    )
    expect(recording(transfer('500', parts), [], later)).toEqual({ ok: true, events: [] })
  })

  test('is refused with other content', () => {
    const reused = ['RECEIPT_ID_REUSED', 'input.receiptId']
    expect(refusalOf(again(transfer('501', parts)))).toEqual(reused)
    expect(refusalOf(again(transfer('500', [['i-1', '99']])))).toEqual(reused)
    expect(refusalOf(again(transfer('500', [['i-2', '100']])))).toEqual(reused)
    expect(refusalOf(again(transfer('500', [['i-1', 'x']])))).toEqual(reused)
    expect(refusalOf(again(transfer('500')))).toEqual(reused)
    expect(refusalOf(again(transfer('500', parts, { customerId: 'customer-2' })))).toEqual(reused)
  })

  test('compares its allocations in any order, each once', () => {
    const hundredFor = (...ids: string[]) =>
      transfer(
        '500',
        ids.map((id): [string, string] => [id, '100']),
      )
    const both = receiptAfter(...eventsOf(recording(hundredFor('i-1', 'i-2'), [one, two])))
    const sent = (...ids: string[]) => refusalOf(recording(hundredFor(...ids), [], both))
    expect(sent('i-2', 'i-1')).toBeNull()
    expect(sent('i-1', 'i-1')).toEqual(['RECEIPT_ID_REUSED', 'input.receiptId'])
    expect(sent('i-1', 'i-2', 'i-2')).toEqual(['RECEIPT_ID_REUSED', 'input.receiptId'])
  })
})
