import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { totalsOf } from '../tax/totals.ts'
import { ask, lineInput, type Step } from '../testing/commands.ts'
import { creating } from '../testing/examples.ts'
import { storedAndRead } from '../testing/frozen.ts'
import { type ModelLine, ReferenceModel } from '../testing/reference-model.ts'
import { history } from '../testing/scenario.ts'
import { invoices } from './aggregate.ts'
import { evolve } from './evolve.ts'
import { invoiceFrom, snapshotOf } from './snapshot.ts'
import { type ExistingInvoice, type Invoice, initial } from './state.ts'
import { settlementOf, statusOn } from './status.ts'

const sequences = Number(process.env.MODEL_SEQUENCES ?? 10_000)

/** Small odd figures: they round more often than large round ones. */
const terms = fc.constantFrom<Pick<ModelLine, 'rate' | 'specific'>>(
  ...[150000n, 150000n, 75000n, 24000n].map((rate) => ({ rate, specific: null })),
  { rate: null, specific: 12345n },
  { rate: null, specific: null },
)
const modelLine: fc.Arbitrary<ModelLine> = fc
  .record({
    quantity: fc.oneof(
      fc.bigInt({ min: 1n, max: 20n }).map((units) => units * 1_000_000n),
      fc.bigInt({ min: 1n, max: 9_999_999n }),
    ),
    price: fc.oneof(fc.bigInt({ min: 0n, max: 2_000_000n }), fc.constant(101000n)),
    duty: fc.constantFrom(0n, 0n, 200000n, 333333n),
    discount: fc.integer({ min: 0, max: 4 }),
    terms,
  })
  .map(({ quantity, price, duty, discount, terms: { rate, specific } }) => {
    const most = (quantity * price) / 100_000_000n
    return {
      quantity,
      price,
      duty,
      discount: discount === 4 ? most : (most * BigInt(discount)) / 10n,
      rate,
      specific,
    }
  })
const lines = fc.array(modelLine, { minLength: 1, maxLength: 3 })

const share = fc.constantFrom(1, 333, 500, 1000, 1000, 1000)
const off = fc.constantFrom(0, 0, 0, 0, 1, 100, -1)
const line = fc.constantFrom(0, 0, 1, 2, 9)
const of = <Kind extends Step['kind']>(...kinds: readonly Kind[]) => fc.constantFrom(...kinds)
const desk: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: of('submit', 'reject', 'cancel') }) },
  { weight: 2, arbitrary: fc.record({ kind: of('update'), lines }) },
)
const afterwards: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: of('wait', 'cancel', 'approve', 'submit') }) },
  { weight: 4, arbitrary: fc.record({ kind: of('pay', 'pay', 'refund'), share, off }) },
  { weight: 1, arbitrary: fc.record({ kind: of('reverse'), index: fc.nat(2) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: of('creditQuantity', 'creditAmount', 'debitQuantity', 'debitAmount'),
      line,
      share,
      off,
    }),
  },
)
/** Paid whole and then credited, so that refunds have something to give back. */
const overpaid: readonly Step[] = [
  { kind: 'pay', share: 1000, off: 0 },
  { kind: 'creditQuantity', line: 0, share: 500, off: 0 },
]
const sequence: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(desk, { maxLength: 3 }),
    fc.constantFrom([], [], overpaid),
    fc.array(fc.oneof({ weight: 12, arbitrary: afterwards }, { weight: 1, arbitrary: desk }), {
      maxLength: 12,
    }),
  )
  .map(([before, start, after]) => [...before, { kind: 'approve' }, ...start, ...after])

/** Jest's own comparison only where there is something to show: it would take most of the time. */
const same = (said: string, expected: string): void => {
  if (said !== expected) expect(said).toBe(expected)
}

const agree = (invoice: ExistingInvoice, model: ReferenceModel): void => {
  const { net, received, balance } = settlementOf(invoice)
  const left = invoice.lines.map(({ remaining: { quantity, value, supplementaryDuty, vat } }) => [
    quantity,
    value,
    supplementaryDuty,
    vat,
  ])
  const remains = model.lines
    .map((_, index) => model.remains(index))
    .map(({ quantity, value, duty, vat }) => [quantity, value, duty, vat])
  const paid = model.changes.length + model.receipts.length > 0 && model.balance <= 0n
  const said = [
    statusOn(invoice, model.late ? '2024-11-16' : '2024-10-15'),
    net,
    received,
    balance,
    invoice.paidAt !== null,
    left,
  ]
  same(said.join(), [model.status, model.net, model.received, model.balance, paid, remains].join())
}

/** What holds in every state, whatever led to it. */
const sound = (invoice: ExistingInvoice): void => {
  const { net, received } = settlementOf(invoice)
  expect(invoice.totals).toEqual(totalsOf(invoice.lines))
  const parts = invoice.lines.flatMap(({ remaining }) => [
    remaining.value,
    remaining.supplementaryDuty,
    remaining.vat,
  ])
  expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(net)
  expect(
    [...parts, ...invoice.lines.map((one) => one.remaining.quantity), received].every((part) => part >= 0n),
  ).toBe(true)
}

/** Decides, stores, reads back and folds, as the service does. */
const run = (first: readonly ModelLine[], steps: readonly Step[]): ExistingInvoice => {
  const model = new ReferenceModel(first)
  let invoice: Invoice = history(creating({ lineItems: first.map(lineInput) })).reduce(evolve, initial)
  for (const [count, one] of steps.entries()) {
    const asked = ask(one, model, invoice, count)
    if (!asked) continue
    const decision = asked.decide(invoice)
    same(`${one.kind} ${count} ${decision.ok}`, `${one.kind} ${count} ${asked.expected}`)
    for (const event of decision.ok ? decision.events : []) {
      invoice = evolve(invoice, storedAndRead(invoices, event))
    }
    if (invoice.status !== 'NONE') agree(invoice, model)
  }
  if (invoice.status === 'NONE') throw new Error('The sequence begins with an invoice')
  return invoice
}

describe('any sequence of commands', () => {
  test(`${sequences} random sequences agree with the reference model, step by step`, () => {
    fc.assert(
      fc.property(lines, sequence, (first, steps) => {
        const invoice = run(first, steps)
        sound(invoice)
        expect(invoiceFrom(snapshotOf(invoice))).toEqual(invoice)
      }),
      { numRuns: sequences },
    )
  }, 120_000)
})
