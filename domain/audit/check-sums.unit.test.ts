import { describe, expect, test } from '@jest/globals'
import type { InvoiceEvent } from '../invoice/events.ts'
import type { ExistingInvoice } from '../invoice/state.ts'
import { poisha } from '../money/poisha.ts'
import {
  approving,
  creatingLines,
  crediting,
  debiting,
  dutiableBags,
  numbering,
  paying,
  refunding,
  reversing,
  tenBags,
  updating,
} from '../testing/examples.ts'
import { invoiceOf } from '../testing/receipts.ts'
import { written } from '../testing/remarks.ts'
import { type Decide, history } from '../testing/scenario.ts'
import { writingOff } from '../testing/settlement.ts'
import { checkSums } from './check-sums.ts'

/** An issued invoice of 13,800.00: value 10,000.00, duty 2,000.00 and VAT 1,800.00. */
const issued = [creatingLines(dutiableBags), approving(), numbering()]
const twoBags = (noteId: string) => crediting([{ lineItemId: 'i-1-1', quantity: '2' }], { id: noteId })

/** 13,800.00 - 2,760.00 - 2,760.00 + 1,380.00 = 9,660.00, of which 5.00 is written off. */
const settled = history(
  ...issued,
  ...[twoBags('n-1'), twoBags('n-2'), debiting([{ lineItemId: 'i-1-1', quantity: '1' }])],
  ...[paying('5000'), reversing('p-5000'), paying('60'), paying('9595')],
  ...[writingOff('Rounding', { id: 'w-1' }), reversing('w-1'), writingOff('Rounding', { id: 'w-2' })],
)
/** 13,800.00 paid, 2,760.00 credited and 1,600.00 of them refunded. */
const refunded = history(...issued, paying('13800'), twoBags('n-1'), refunding('1000'), refunding('600'))

const found = (
  events: readonly InvoiceEvent[],
  wrong: Partial<Pick<ExistingInvoice, 'totals' | 'lines' | 'paid'>> = {},
) => written(checkSums({ ...invoiceOf(events), ...wrong }, events))

test.each([
  ['a draft', history(creatingLines(dutiableBags, tenBags))],
  ['notes, payments, write-offs and reversals', settled],
  ['refunds', refunded],
])('the sums of %s are those of its events', (_, events) => expect(found(events)).toEqual([]))

describe('sums differ', () => {
  test.each([
    ['subtotal', 'subtotal', '10000.00'],
    ['supplementaryDuty', 'supplementary duty', '2000.00'],
    ['vat', 'VAT', '1800.00'],
    ['advanceIncomeTax', 'advance income tax', '0.00'],
    ['grandTotal', 'grand total', '13800.00'],
  ] as const)('where the total %s is another amount', (total, name, sum) => {
    const { totals } = invoiceOf(settled)
    const wrong = { totals: { ...totals, [total]: poisha(totals[total] + 1n) } }
    const one = sum.replace(/0$/, '1')
    expect(found(settled, wrong)).toEqual([`SUMS_DIFFER: ${name} is ${one}, and its events sum up to ${sum}`])
  })

  test.each([
    ['paid', 'paid', '9655.00'],
    ['writtenOff', 'written off', '5.00'],
    ['credited', 'credited', '5520.00'],
    ['debited', 'debited', '1380.00'],
    ['refunded', 'refunded', '0.00'],
  ] as const)('where %s is another amount', (amount, name, sum) => {
    const wrong = { [amount]: poisha(invoiceOf(settled)[amount] + 1n) }
    const one = sum.replace(/0$/, '1')
    expect(found(settled, wrong)).toEqual([`SUMS_DIFFER: ${name} is ${one}, and its events sum up to ${sum}`])
  })

  test('where what remains of a line is another amount', () => {
    const lines = invoiceOf(settled).lines.map((line) => ({
      ...line,
      remaining: { ...line.remaining, value: poisha(line.remaining.value - 1n) },
    }))
    expect(found(settled, { lines })).toEqual([
      'SUMS_DIFFER: what remains of line i-1-1 is 9659.99, and its events sum up to 9660.00',
    ])
  })
})

test('the lines are those that the last update of the draft has left', () => {
  const created = creatingLines(tenBags)
  const updated = history(created, updating({ lineItems: [{ ...tenBags, quantity: '3' }] }))
  expect(found(updated)).toEqual([])
  expect(written(checkSums(invoiceOf(history(created)), updated))).toContain(
    'SUMS_DIFFER: subtotal is 10000.00, and its events sum up to 3000.00',
  )
})

test('an update that leaves the lines alone leaves their sums', () => {
  const updated = history(creatingLines(dutiableBags), updating({ dueDate: '2024-12-01' }))
  expect(found(updated)).toEqual([])
})

/** Checks the invoice of all these events against those without the last one of this type. */
const withoutLast = (events: readonly InvoiceEvent[], type: InvoiceEvent['type']) => {
  const lost = events.findLast((event) => event.type === type)
  return written(
    checkSums(
      invoiceOf(events),
      events.filter((event) => event !== lost),
    ),
  )
}

test.each<[InvoiceEvent['type'], readonly Decide[], string, string]>([
  ['PaymentRecorded', [paying('60')], 'paid is 60.00', '0.00'],
  ['PaymentReversed', [paying('60'), reversing('p-60')], 'paid is 0.00', '60.00'],
  ['BalanceWrittenOff', [paying('13795'), writingOff()], 'written off is 5.00', '0.00'],
  [
    'WriteOffReversed',
    [paying('13795'), writingOff('Rounding', { id: 'w-1' }), reversing('w-1')],
    'written off is 0.00',
    '5.00',
  ],
  [
    'RefundRecorded',
    [paying('13800'), twoBags('n-1'), refunding('1000'), refunding('600')],
    'refunded is 1600.00',
    '1000.00',
  ],
])('a lost %s is found', (type, decisions, sum, expected) => {
  expect(withoutLast(history(...issued, ...decisions), type)).toEqual([
    `SUMS_DIFFER: ${sum}, and its events sum up to ${expected}`,
  ])
})

test.each<[InvoiceEvent['type'], Decide, string, string]>([
  ['CreditNoteIssued', twoBags('n-1'), 'credited is 2760.00', '11040.00'],
  ['DebitNoteIssued', debiting([{ lineItemId: 'i-1-1', quantity: '1' }]), 'debited is 1380.00', '15180.00'],
])('a lost %s is found twice', (type, decide, sum, remaining) => {
  expect(withoutLast(history(...issued, decide), type)).toEqual([
    `SUMS_DIFFER: ${sum}, and its events sum up to 0.00`,
    `SUMS_DIFFER: what remains of line i-1-1 is ${remaining}, and its events sum up to 13800.00`,
  ])
})
