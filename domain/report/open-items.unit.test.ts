import { expect, test } from '@jest/globals'
import {
  approving,
  creating,
  crediting,
  numbering,
  paying,
  refunding,
  reversing,
} from '../testing/examples.ts'
import { numberingNote } from '../testing/note-numbers.ts'
import { type Decide, invoiceAfter } from '../testing/scenario.ts'
import { writingOff } from '../testing/settlement.ts'
import { openItemsChangedSince } from './open-items.ts'

const issued = [creating(), approving(), numbering()]
const at = '2024-12-02T06:00:00Z'
const all = crediting([{ lineItemId: 'i-1-1', quantity: '10' }], { id: 'n-1', at })

const daysAfter = (...decisions: Decide[]) =>
  openItemsChangedSince(undefined, invoiceAfter(...decisions)).map(({ openedOn, settledOn }) => [
    openedOn,
    settledOn,
  ])

test.each<[string, Decide[], unknown[]]>([
  ['a draft has none', [creating()], []],
  ['an invoice without its number has none', [creating(), approving()], []],
  [
    'an invoice without its number is not settled by a payment of all',
    [creating(), approving(), paying('11500')],
    [['2024-10-15', null]],
  ],
  ['an issued invoice is open', issued, [['2024-10-15', null]]],
  [
    'it is open while a part is left',
    [...issued, paying('11499.99', { paidOn: '2024-11-20', at })],
    [['2024-10-15', null]],
  ],
  [
    'it is settled on the date of the receipt of the rest, and not on that of its recording',
    [...issued, paying('11500', { paidOn: '2024-11-20', at })],
    [['2024-10-15', '2024-11-20']],
  ],
  [
    'it is settled on the latest date, in whatever order receipts are recorded',
    [...issued, paying('11000', { paidOn: '2024-11-20', at }), paying('500', { paidOn: '2024-11-01', at })],
    [['2024-10-15', '2024-11-20']],
  ],
  [
    'it is open again after a reversal, whenever the receipt was',
    [...issued, paying('11500', { paidOn: '2024-11-20', at }), reversing('p-11500', 'x', { at })],
    [['2024-10-15', null]],
  ],
  [
    'it is settled on the date of a reversal that other money has replaced before',
    [
      ...issued,
      paying('11500', { paidOn: '2024-11-20', at }),
      reversing('p-11500', 'x', { at, reversedOn: '2024-12-01' }),
      paying('11500', { id: 'p-2', paidOn: '2024-11-25', at }),
    ],
    [['2024-10-15', '2024-12-01']],
  ],
  [
    'a write-off settles the rest',
    [...issued, paying('11495', { paidOn: '2024-11-20', at }), writingOff('x', { at })],
    [['2024-10-15', '2024-12-02']],
  ],
  [
    'money that is owed to the buyer keeps it open',
    [...issued, paying('11501', { at, acceptOverpayment: true })],
    [['2024-10-15', null]],
  ],
  ['a note without its number does not settle it', [...issued, all], [['2024-10-15', null]]],
  [
    'a note settles it on the date of its number',
    [...issued, all, numberingNote('n-1', 1, at)],
    [['2024-10-15', '2024-12-02']],
  ],
  [
    'it opens with a refund that is dated before it was issued',
    [
      ...[...issued, paying('11500', { at }), all, numberingNote('n-1', 1, at)],
      refunding('11500', { paidOn: '2024-10-10', at }),
    ],
    [['2024-10-10', '2024-12-02']],
  ],
])('%s', (_, decisions, days) => expect(daysAfter(...decisions)).toEqual(days))

test('an item is given again only when its days have changed', () => {
  const [before, edited] = [invoiceAfter(...issued), invoiceAfter(...issued, paying('1'))]
  const paid = invoiceAfter(...issued, paying('1'), paying('11499'))
  expect(openItemsChangedSince(before, edited)).toEqual([])
  expect(openItemsChangedSince(edited, paid)).toEqual([
    {
      ...{ invoiceId: 'i-1', buyerId: 'customer-1', issuedOn: '2024-10-15', dueDate: '2024-11-15' },
      ...{ total: 1_150_000n, openedOn: '2024-10-15', settledOn: '2024-10-15' },
    },
  ])
  expect(openItemsChangedSince({ status: 'NONE' }, before)).toHaveLength(1)
})

test('an item that opens earlier is given again', () => {
  const before = invoiceAfter(...issued)
  const [item] = openItemsChangedSince(before, invoiceAfter(...issued, paying('1', { paidOn: '2024-10-14' })))
  expect(item).toMatchObject({ openedOn: '2024-10-14', issuedOn: '2024-10-15', settledOn: null })
})
