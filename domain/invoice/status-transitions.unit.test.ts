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
    'CANCELLED with money': [
      [creating(), approving(), cancelling(), paying('100', { id: 'p', acceptOverpayment: true })],
      inTime,
    ],
    'CANCELLED by notes': [
      [creating(), approving(), crediting([{ lineItemId: line, quantity: '10' }], { id: 'c' })],
      inTime,
    ],
    'CANCELLED as a draft': [[creating(), cancelling()], inTime],
  }
  const actions: Record<
    'cancel' | 'pay' | 'accept' | 'reverse' | 'credit' | 'debit' | 'refund',
    (at: string) => Decide
  > = {
    cancel: (at) => cancelling('x', { at, noteId: 'n-9' }),
    pay: (at) => paying('1', { at }),
    accept: (at) => paying('1', { at, acceptOverpayment: true }),
    reverse: (at) => reversing('p', 'x', { at }),
    credit: (at) => crediting([{ lineItemId: line, quantity: '1' }], { at }),
    debit: (at) => debiting([{ lineItemId: line, quantity: '1' }], { at }),
    refund: (at) => refunding('1', { at }),
  }

  test.each([
    ['DRAFT', 'cancel'],
    ['PENDING_APPROVAL', 'cancel'],
    ['APPROVED', 'cancel pay accept credit debit'],
    ['PARTIALLY_PAID', 'pay accept reverse credit debit'],
    ['OVERDUE', 'pay accept reverse credit debit'],
    ['OVERDUE unpaid', 'cancel pay accept credit debit'],
    ['PAID', 'accept reverse credit debit refund'],
    ['CANCELLED', 'accept'],
    ['CANCELLED with money', 'accept reverse refund'],
    ['CANCELLED by notes', 'accept'],
    ['CANCELLED as a draft', ''],
  ])('allows from %s: %s', (state, possible) => {
    const [decisions, at] = states[state] ?? [[], inTime]
    const invoice = given(...history(...decisions))
    const results = Object.entries(actions).map(([action, decide]) => [
      action,
      invoice.when(decide(at)).refusal?.code ?? 'yes',
    ])
    const expected = Object.keys(actions).map((action) => [
      action,
      possible.split(' ').includes(action) ? 'yes' : (withoutMoney[`${state} ${action}`] ?? 'INVALID_STATE'),
    ])
    expect(results).toEqual(expected)
  })

  /** Where the table allows the action, and no payment is there to reverse and no money to pay back. */
  const withoutMoney: Record<string, string> = {
    'OVERDUE unpaid reverse': 'PAYMENT_UNKNOWN',
    'CANCELLED reverse': 'PAYMENT_UNKNOWN',
    'CANCELLED by notes reverse': 'PAYMENT_UNKNOWN',
    'CANCELLED refund': 'REFUND_EXCEEDS_DUE',
    'CANCELLED by notes refund': 'REFUND_EXCEEDS_DUE',
  }

  test('contains known statuses only', () => {
    for (const [action, statuses] of Object.entries(allowed) as [Action, readonly string[]][])
      expect([action, statuses.filter((status) => !isStatus(status.split(' ')[0]))]).toEqual([action, []])
  })

  const isStatus = (text = '') => (invoiceStatuses as readonly string[]).includes(text)
})
