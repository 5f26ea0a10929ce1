import { expect, test } from '@jest/globals'
import { approving, creating, crediting, paying, refunding, reversing } from '../testing/examples.ts'
import { invoiceAfter } from '../testing/scenario.ts'
import { writingOff } from '../testing/settlement.ts'
import { receiptsChangedSince } from './tax-receipts.ts'

const issued = [creating(), approving()]
const certificate = paying('1000', {
  ...{ id: 'v-1', method: 'VDS_CERTIFICATE', paidOn: '2024-10-10' },
  ...{ certificateNumber: 'V-1', certificateDate: '2024-10-12', certificateValue: '10000' },
  ...{ depositAccountCode: '1/1133/0010/0311', depositSerial: 'D-7', depositDate: '2024-10-11' },
  claimPeriod: '2025-09',
})

test('a VDS certificate is there with its deposit, and with its claim period also where that is too late', () => {
  expect(receiptsChangedSince(undefined, invoiceAfter(...issued, certificate))).toEqual([
    {
      ...{ id: 'v-1', invoiceId: 'i-1', buyerId: 'customer-1', receiptId: null, kind: 'RECEIPT' },
      ...{ method: 'VDS_CERTIFICATE', amount: 100_000n, paidOn: '2024-10-10', reversedOn: null },
      ...{ certificateNumber: 'V-1', certificateDate: '2024-10-12', certificateValue: '10000.00' },
      ...{ depositAccountCode: '1/1133/0010/0311', depositSerial: 'D-7', depositDate: '2024-10-11' },
      claimPeriod: '2025-09',
    },
  ])
})

test('refunds and write-offs are there by their kinds', () => {
  const refunded = invoiceAfter(
    ...issued,
    paying('11500'),
    crediting([{ lineItemId: 'i-1-1', quantity: '1' }]),
    refunding('1150'),
  )
  const givenUp = invoiceAfter(...issued, paying('11495'), writingOff())
  const sizes = (...states: Parameters<typeof receiptsChangedSince>) =>
    receiptsChangedSince(...states).map(({ kind, amount, paidOn }) => [kind, amount, paidOn])
  expect(sizes(undefined, refunded)).toEqual([
    ['RECEIPT', 1_150_000n, '2024-10-15'],
    ['REFUND', 115_000n, '2024-10-15'],
  ])
  expect(sizes(undefined, givenUp)).toEqual([
    ['RECEIPT', 1_149_500n, '2024-10-15'],
    ['WRITE_OFF', 500n, '2024-10-15'],
  ])
})

test('only those that were added or reversed since are given', () => {
  const paid = invoiceAfter(...issued, paying('100'), paying('200'))
  const later = invoiceAfter(...issued, paying('100'), paying('200'), reversing('p-100'), paying('300'))
  const changed = (...states: Parameters<typeof receiptsChangedSince>) =>
    receiptsChangedSince(...states).map(({ id, reversedOn }) => [id, reversedOn])
  expect(changed(paid, later)).toEqual([
    ['p-100', '2024-10-15'],
    ['p-300', null],
  ])
  expect(changed(later, later)).toEqual([])
  expect(changed({ status: 'NONE' }, paid)).toEqual([
    ['p-100', null],
    ['p-200', null],
  ])
  expect(changed(undefined, { status: 'NONE' })).toEqual([])
})
