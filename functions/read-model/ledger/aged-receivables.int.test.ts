import { expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import type { InvoiceEvent } from '../../../domain/invoice/events.ts'
import {
  approving,
  creating,
  crediting,
  numbering,
  paying,
  refunding,
  reversing,
} from '../../../domain/testing/examples.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { readAgedReceivables } from './aged-receivables.ts'
import { addInvoices, asAcme, emptyLedger, useLedger } from './testing/ledger-database.ts'
import { randomInvoice } from './testing/random-invoices.ts'
import { balanceOn } from './testing/sum-of-events.ts'

// The property takes long on a busy machine.
jest.setTimeout(120_000)

useLedger()

const read = (on: string) => asAcme((sql) => readAgedReceivables(sql, on))

const issued = history(creating(), approving(), numbering())
const buyer = { buyerId: 'customer-1', name: 'বেঙ্গল ট্রেডার্স' }

test.each([
  ['2024-10-14', []],
  ['2024-10-15', [1_150_000n, 0n, 0n, 0n, 0n]],
  ['2024-11-15', [1_150_000n, 0n, 0n, 0n, 0n]],
  ['2024-11-16', [0n, 1_150_000n, 0n, 0n, 0n]],
  ['2024-12-15', [0n, 1_150_000n, 0n, 0n, 0n]],
  ['2024-12-16', [0n, 0n, 1_150_000n, 0n, 0n]],
  ['2025-01-14', [0n, 0n, 1_150_000n, 0n, 0n]],
  ['2025-01-15', [0n, 0n, 0n, 1_150_000n, 0n]],
  ['2025-02-13', [0n, 0n, 0n, 1_150_000n, 0n]],
  ['2025-02-14', [0n, 0n, 0n, 0n, 1_150_000n]],
])('an invoice that is due on 15 November 2024 is owed on %s by its age', async (on, owed) => {
  await addInvoices([issued])
  expect(await read(on)).toEqual(owed.length === 0 ? [] : [{ ...buyer, owed, owedToBuyer: 0n }])
})

test('money that is owed to a buyer is apart from what the buyer owes', async () => {
  const overpaid = history(
    ...[creating(), approving(), numbering(), paying('12000', { acceptOverpayment: true })],
  )
  await addInvoices([issued, overpaid])
  expect(await read('2024-10-20')).toEqual([
    { ...buyer, owed: [1_150_000n, 0n, 0n, 0n, 0n], owedToBuyer: 50_000n },
  ])
})

test('a refund that is dated before the invoice was issued is not lost', async () => {
  const credit = crediting([{ lineItemId: 'i-1-1', quantity: '4' }])
  const refund = refunding('100', { paidOn: '2024-10-10' })
  await addInvoices([history(creating(), approving(), numbering(), paying('11500'), credit, refund)])
  expect(await read('2024-10-12')).toEqual([
    { buyerId: 'customer-1', name: null, owed: [10_000n, 0n, 0n, 0n, 0n], owedToBuyer: 0n },
  ])
})

test('money is owed to the buyer until the reversal of a receipt that another one has replaced', async () => {
  const at = '2024-12-02T06:00:00Z'
  const replaced = [
    paying('11500', { paidOn: '2024-11-20', at }),
    reversing('p-11500', 'x', { at, reversedOn: '2024-12-01' }),
    paying('11500', { id: 'p-2', paidOn: '2024-11-25', at }),
  ]
  await addInvoices([history(creating(), approving(), numbering(), ...replaced)])
  expect(await read('2024-11-30')).toEqual([
    { ...buyer, owed: [0n, 0n, 0n, 0n, 0n], owedToBuyer: 1_150_000n },
  ])
  expect(await read('2024-12-01')).toEqual([])
})

const expectedOn = (all: readonly (readonly InvoiceEvent[])[], on: string) => {
  const balances = all.map((events) => balanceOn(events, on))
  const sum = (amounts: readonly bigint[]) => amounts.reduce((one, other) => one + other, 0n)
  return {
    owed: sum(balances.filter((one) => one > 0n)),
    owedToBuyer: -sum(balances.filter((one) => one < 0n)),
  }
}

test('the balances of any day are those that follow from the events', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(randomInvoice, { minLength: 1, maxLength: 8 }), async (random) => {
      await emptyLedger()
      const events = await addInvoices(random)
      for (const on of ['2025-04-30', '2025-05-31', '2025-06-16', '2025-06-30', '2025-07-01', '2025-09-30']) {
        const found = await read(on)
        const sum = (amounts: readonly bigint[]) => amounts.reduce((one, other) => one + other, 0n)
        expect({
          owed: sum(found.flatMap(({ owed }) => owed)),
          owedToBuyer: sum(found.map(({ owedToBuyer }) => owedToBuyer)),
        }).toEqual(expectedOn(events, on))
      }
    }),
    { numRuns: 60 },
  )
})
