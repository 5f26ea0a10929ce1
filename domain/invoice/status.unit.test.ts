import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { poisha, taka } from '../money/poisha.ts'
import { approving, cancelling, creating, paying, submitting } from '../testing/examples.ts'
import { invoiceAfter } from '../testing/scenario.ts'
import {
  invoiceStatuses,
  issuedStatus,
  refundDueOf,
  type Settlement,
  settlementOf,
  statusOn,
} from './status.ts'

const due = '2024-11-15'
const after = '2024-11-16'
const sums = (total: bigint, paid: bigint, writtenOff = 0n, refunded = 0n) => {
  const { totals, credited, debited } = invoiceAfter(creating())
  return {
    ...{ totals: { ...totals, grandTotal: poisha(total) }, credited, debited, paid: poisha(paid) },
    ...{ refunded: poisha(refunded), writtenOff: poisha(writtenOff) },
  }
}
const settled = (net: bigint, received: bigint): Settlement => settlementOf(sums(net, received))

describe('the settlement', () => {
  test.each([
    // total, paid, written off, refunded: net, received, writtenOff, balance, refundDue
    [
      [10n, 0n, 0n, 0n],
      [10n, 0n, 0n, 10n, 0n],
    ],
    [
      [10n, 9n, 1n, 0n],
      [10n, 9n, 1n, 0n, 0n],
    ],
    [
      [10n, 8n, 1n, 0n],
      [10n, 8n, 1n, 1n, 0n],
    ],
    [
      [10n, 10n, 1n, 0n],
      [10n, 10n, 0n, 0n, 0n],
    ],
    [
      [10n, 13n, 1n, 0n],
      [10n, 13n, 0n, -3n, 3n],
    ],
    [
      [10n, 13n, 1n, 2n],
      [10n, 11n, 0n, -1n, 1n],
    ],
    [
      [0n, 0n, 1n, 0n],
      [0n, 0n, 0n, 0n, 0n],
    ],
    [
      [0n, 5n, 0n, 5n],
      [0n, 0n, 0n, 0n, 0n],
    ],
  ] as const)(
    '33a of total, paid, written off and refunded %j is %j',
    ([total, paid, off, refunded], expected) => {
      const { net, received, writtenOff, balance, refundDue } = settlementOf(sums(total, paid, off, refunded))
      expect([net, received, writtenOff, balance, refundDue]).toEqual(expected)
    },
  )

  test('33a closes, and only money makes a refund due', () => {
    const amount = fc.bigInt({ min: 0n, max: 6n })
    fc.assert(
      fc.property(amount, amount, amount, (total, paid, off) => {
        const { net, received, writtenOff, balance, refundDue } = settlementOf(sums(total, paid, off))
        expect(balance).toBe(net - received - writtenOff)
        expect(refundDue).toBe(received > net ? received - net : 0n)
        expect(writtenOff >= 0n && writtenOff <= off).toBe(true)
        if (balance > 0n) expect(writtenOff).toBe(off)
        expect(refundDueOf(balance)).toBe(refundDue)
      }),
    )
    expect(refundDueOf(taka('-0.01'))).toBe(1n)
  })
})

describe('the status rule', () => {
  test.each([
    [0n, 0n, due, 'CANCELLED'],
    [0n, 0n, after, 'CANCELLED'],
    [0n, 5n, after, 'PAID'],
    [10n, 10n, after, 'PAID'],
    [10n, 15n, after, 'PAID'],
    [10n, 0n, after, 'OVERDUE'],
    [10n, 5n, after, 'OVERDUE'],
    [10n, 1n, due, 'PARTIALLY_PAID'],
    [10n, 9n, due, 'PARTIALLY_PAID'],
    [10n, 11n, due, 'PAID'],
    [10n, 0n, due, 'APPROVED'],
  ] as const)('of net %s and received %s on %s is %s', (net, received, today, status) => {
    expect(issuedStatus(settled(net, received), due, today)).toBe(status)
  })

  test('is PAID or CANCELLED exactly when the received amount covers the net total', () => {
    const amount = fc.bigInt({ min: 0n, max: 5n })
    fc.assert(
      fc.property(amount, amount, fc.constantFrom(due, after), (net, received, today) => {
        const status = issuedStatus(settled(net, received), due, today)
        expect(invoiceStatuses).toContain(status)
        expect(status === 'PAID' || status === 'CANCELLED').toBe(net <= received)
      }),
    )
  })

  test('33 is OVERDUE from the day after the due date in Dhaka until the balance is zero', () => {
    const unpaid = invoiceAfter(creating(), approving())
    expect([statusOn(unpaid, due), statusOn(unpaid, after)]).toEqual(['APPROVED', 'OVERDUE'])
    const part = invoiceAfter(creating(), approving(), paying('1'))
    expect([statusOn(part, due), statusOn(part, after)]).toEqual(['PARTIALLY_PAID', 'OVERDUE'])
    const paid = invoiceAfter(creating(), approving(), paying('11500'))
    expect([statusOn(paid, due), statusOn(paid, after)]).toEqual(['PAID', 'PAID'])
    expect(statusOn(invoiceAfter(creating()), after)).toBe('DRAFT')
    expect(statusOn(invoiceAfter(creating(), submitting()), after)).toBe('PENDING_APPROVAL')
    expect(statusOn(invoiceAfter(creating(), cancelling()), after)).toBe('CANCELLED')
  })
})
