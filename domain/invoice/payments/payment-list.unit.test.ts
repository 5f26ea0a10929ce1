import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { approving, creating, paying } from '../../testing/examples.ts'
import { invoiceAfter } from '../../testing/scenario.ts'
import type { Payment } from '../state.ts'
import { findPayment, withPayment, withReversal } from './payment-list.ts'

const [sample] = invoiceAfter(creating(), approving(), paying('1')).payments as readonly [Payment]
const payment = (id: string): Payment => ({ ...sample, id })
const reversal = { reversedOn: '2024-10-15', by: 'u-1', at: '2024-10-15T06:00:00Z', reason: 'Bounced' }
const ids = (payments: readonly Payment[]) => payments.map(({ id }) => id)

describe('a list of payments', () => {
  test('is found by id, whatever lists were made from it', () => {
    const one = withPayment([], payment('a'))
    const two = withPayment(one, payment('b'))
    const other = withPayment(one, payment('c'))
    expect([ids(one), ids(two), ids(other)]).toEqual([['a'], ['a', 'b'], ['a', 'c']])
    expect([findPayment(one, 'b'), findPayment(two, 'c'), findPayment(other, 'b')]).toEqual(
      Array(3).fill(undefined),
    )
    expect(findPayment(two, 'b')).toMatchObject({ id: 'b' })
  })

  test('with a reversal has changed in that payment alone, and the list before has not', () => {
    const before = ['a', 'b', 'c'].map(payment)
    const after = withReversal(before, 'b', reversal)
    expect(after.map((one) => one.reversal)).toEqual([null, reversal, null])
    expect(findPayment(after, 'b')?.reversal).toEqual(reversal)
    expect(findPayment(before, 'b')?.reversal).toBeNull()
    expect(withReversal(before, 'x', reversal)).toBe(before)
  })

  test('answers as a search through it does, after any changes of any earlier list', () => {
    const change = fc.record({
      from: fc.nat(20),
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      reverse: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const lists: (readonly Payment[])[] = [[]]
        for (const { from, id, reverse } of changes) {
          const list = lists[from % lists.length] ?? []
          if (reverse) lists.push(withReversal(list, id, reversal))
          else if (!ids(list).includes(id)) lists.push(withPayment(list, payment(id)))
          for (const each of lists)
            for (const one of ['a', 'b', 'c', 'd'])
              expect(findPayment(each, one)).toBe(each.find((payment) => payment.id === one))
        }
      }),
    )
  })
})
