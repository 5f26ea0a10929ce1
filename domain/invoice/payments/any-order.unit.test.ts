import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  approving,
  creating,
  crediting,
  debiting,
  dutiableBags,
  paying,
  reversing,
} from '../../testing/examples.ts'
import { type Decide, invoiceAfter } from '../../testing/scenario.ts'
import { settlementOf, statusOn } from '../status.ts'
import type { PaymentInput } from './input.ts'

/** A receipt, and whether it is reversed later. */
type Receipt = Readonly<{ amount: string; method: PaymentInput['method']; reversed: boolean }>

const line = 'i-1-1'
const certificate = { certificateNumber: 'C-1', certificateDate: '2024-10-15' }

/** Of an invoice with a value of 10,000, VAT of 1,800 and a total of 13,800. */
const notes: readonly Decide[] = [
  crediting([{ lineItemId: line, quantity: '3' }], { id: 'n-1' }),
  debiting([{ lineItemId: line, amount: '77.77' }], { id: 'n-2' }),
  crediting([{ lineItemId: line, amount: '0.01' }], { id: 'n-3' }),
]
const creditOfAll = crediting([{ lineItemId: line, quantity: '10' }], { id: 'n-4' })

const receipt: fc.Arbitrary<Receipt> = fc.record({
  amount: fc.constantFrom('0.01', '300.00', '600.00', '5000.55', '13800.00', '20000.00'),
  method: fc.constantFrom('CASH', 'VDS_CERTIFICATE', 'TDS_CERTIFICATE'),
  reversed: fc.boolean(),
})

/** Certificates at most once of each kind and within their limits, so that each is accepted at any time. */
const acceptable = (receipts: readonly Receipt[]): readonly Receipt[] =>
  receipts.filter(
    ({ amount, method }, index) =>
      method === 'CASH' ||
      (Number(amount) <= 600 && receipts.findIndex((one) => one.method === method) === index),
  )

const receiving = ({ amount, method }: Receipt, index: number): Decide =>
  paying(amount, { id: `p-${index}`, method, acceptOverpayment: true, ...certificate })

/** Each token is the next note, or a receipt by its index; the second one with an index is the reversal. */
const decisionsOf = (
  order: readonly (number | 'note')[],
  receipts: readonly Receipt[],
  notes: readonly Decide[],
) => {
  const left = [...notes]
  const seen = new Set<number>()
  return order.map((token): Decide => {
    if (token === 'note') return left.shift() as Decide
    if (seen.has(token)) return reversing(`p-${token}`)
    seen.add(token)
    return receiving(receipts[token] as Receipt, token)
  })
}

const outcome = (decisions: readonly Decide[]) => {
  const invoice = invoiceAfter(creating({ lineItems: [dutiableBags] }), approving(), ...decisions)
  const statuses = ['2024-10-15', '2024-11-16'].map((date) => statusOn(invoice, date))
  const payments = invoice.payments.map(({ id, amount, reversal }) => `${id} ${amount} ${reversal !== null}`)
  return { ...settlementOf(invoice), paid: invoice.paid, statuses, payments: payments.toSorted() }
}

const story = fc
  .record({ receipts: fc.array(receipt, { maxLength: 6 }).map(acceptable), closes: fc.boolean() })
  .chain(({ receipts, closes }) => {
    const all = closes ? [creditOfAll] : notes
    const tokens = [
      ...all.map(() => 'note' as const),
      ...receipts.flatMap(({ reversed }, index) => (reversed ? [index, index] : [index])),
    ]
    const length = { minLength: tokens.length, maxLength: tokens.length }
    return fc.record({
      receipts: fc.constant(receipts),
      notes: fc.constant(all),
      one: fc.shuffledSubarray(tokens, length),
      other: fc.shuffledSubarray(tokens, length),
    })
  })

describe('the same receipts, certificates and reversals between the same notes', () => {
  test('28 32 end in the same sums and the same status in any order', () => {
    fc.assert(
      fc.property(story, ({ receipts, notes: all, one, other }) => {
        const first = outcome(decisionsOf(one, receipts, all))
        expect(outcome(decisionsOf(other, receipts, all))).toEqual(first)
        const kept = receipts.filter(({ reversed }) => !reversed)
        const received = kept.reduce((sum, { amount }) => sum + BigInt(amount.replace('.', '')), 0n)
        expect(first.received).toBe(received)
        expect(first.balance).toBe(first.net - received)
      }),
      { numRuns: 300 },
    )
  })
})
