import { describe, expect, test } from '@jest/globals'
import {
  approving,
  cancelling,
  creating,
  crediting,
  debiting,
  paying,
  refunding,
  reversing,
  submitting,
} from '../testing/examples.ts'
import { type Decide, given, history } from '../testing/scenario.ts'
import { type Action, allowed, invoiceStatuses } from './status.ts'

describe('the transition table', () => {
  const [inTime, late] = ['2024-11-15T17:59:59Z', '2024-11-15T18:00:00Z']
  const line = 'i-1-1'
  const states: Record<string, readonly [readonly Decide[], string]> = {
    DRAFT: [[creating()], inTime],
    PENDING_APPROVAL: [[creating(), submitting()], inTime],
    APPROVED: [[creating(), approving()], inTime],
    PARTIALLY_PAID: [[creating(), approving(), paying('100', { id: 'p' })], inTime],
    OVERDUE: [
      [
        creating(),
        approving(),
        paying('100', { id: 'p' }),
        debiting([{ lineItemId: line, amount: '1' }], { id: 'd' }),
      ],
      late,
    ],
    'OVERDUE unpaid': [[creating(), approving()], late],
    PAID: [
      [
        creating(),
        approving(),
        paying('11500', { id: 'p' }),
        crediting([{ lineItemId: line, quantity: '1' }], { id: 'c' }),
      ],
      inTime,
    ],
    CANCELLED: [[creating(), approving(), cancelling()], inTime],
  }
  const actions: Record<
    'cancel' | 'pay' | 'reverse' | 'credit' | 'debit' | 'refund',
    (at: string) => Decide
  > = {
    cancel: (at) => cancelling('x', { at, noteId: 'n-9' }),
    pay: (at) => paying('1', { at }),
    reverse: (at) => reversing('p', 'x', { at }),
    credit: (at) => crediting([{ lineItemId: line, quantity: '1' }], { at }),
    debit: (at) => debiting([{ lineItemId: line, quantity: '1' }], { at }),
    refund: (at) => refunding('1', { at }),
  }

  test.each([
    ['DRAFT', 'cancel'],
    ['PENDING_APPROVAL', 'cancel'],
    ['APPROVED', 'cancel pay credit debit'],
    ['PARTIALLY_PAID', 'pay reverse credit debit'],
    ['OVERDUE', 'pay reverse credit debit'],
    ['OVERDUE unpaid', 'cancel pay credit debit'],
    ['PAID', 'reverse credit debit refund'],
    ['CANCELLED', ''],
  ])('allows from %s: %s', (state, possible) => {
    const [decisions, at] = states[state] ?? [[], inTime]
    const invoice = given(...history(...decisions))
    const results = Object.entries(actions).map(([action, decide]) => [
      action,
      invoice.when(decide(at)).refusal?.code ?? 'yes',
    ])
    // OVERDUE allows a reversal, but an unpaid invoice has no payment to reverse.
    const refusal = (action: string) =>
      state === 'OVERDUE unpaid' && action === 'reverse' ? 'PAYMENT_UNKNOWN' : 'INVALID_STATE'
    const expected = Object.keys(actions).map((action) => [
      action,
      possible.split(' ').includes(action) ? 'yes' : refusal(action),
    ])
    expect(results).toEqual(expected)
  })

  test('contains known statuses only', () => {
    for (const [action, statuses] of Object.entries(allowed) as [Action, readonly string[]][])
      expect([
        action,
        statuses.every((status) => (invoiceStatuses as readonly string[]).includes(status)),
      ]).toEqual([action, true])
  })
})
