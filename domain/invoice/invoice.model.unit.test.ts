import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { snapshotOf } from '../event/snapshot.ts'
import { applyStep, lineInput, type Step } from '../testing/commands.ts'
import { creating } from '../testing/examples.ts'
import { storedAndRead } from '../testing/frozen.ts'
import { ReferenceModel } from '../testing/reference-model.ts'
import { fits, type ModelLine, nearest } from '../testing/reference-tax.ts'
import { history } from '../testing/scenario.ts'
import { invoices } from './aggregate.ts'
import { evolve } from './evolve.ts'
import { invoiceFrom } from './snapshot.ts'
import { type ExistingInvoice, type Invoice, initial } from './state.ts'
import { cancellationOf, settlementOf, statusOn } from './status.ts'

const sequences = Number(process.env.MODEL_SEQUENCES ?? 10_000)

/** Small odd figures, because they are rounded more often than large round ones. */
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
    gross: fc.boolean(),
    terms,
  })
  .map(({ quantity, price, duty, discount, gross, terms: { rate, specific } }) => {
    const maxDiscount = nearest(quantity * price, 100_000_000n)
    const line = {
      ...{ quantity, price, gross, duty, rate, specific },
      discount: discount === 4 ? maxDiscount : (maxDiscount * BigInt(discount)) / 10n,
    }
    // A specific tax above the price that it is inside of is refused.
    return { ...line, gross: fits(line, quantity, line.discount) && gross }
  })
const lines = fc.array(modelLine, { minLength: 1, maxLength: 3 })

const share = fc.constantFrom(1, 333, 500, 1000, 1000, 1000)
const off = fc.constantFrom(0, 0, 0, 0, 1, 100, -1)
const line = fc.constantFrom(0, 0, 1, 2, 9)
const of = <Kind extends Step['kind']>(...kinds: readonly Kind[]) => fc.constantFrom(...kinds)
const desk: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: of('submit', 'reject', 'cancel') }) },
  { weight: 2, arbitrary: fc.record({ kind: of('update'), lines }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: of('move'), place: fc.constantFrom('CTG', 'CTG', 'MAIN', 'SYL') }),
  },
)
const method = fc.constantFrom('CASH', 'CASH', 'VDS_CERTIFICATE', 'TDS_CERTIFICATE')
const acceptOverpayment = fc.constantFrom(false, false, true)
const afterwards: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: of('wait', 'cancel', 'approve', 'submit') }) },
  { weight: 4, arbitrary: fc.record({ kind: of('pay'), share, off, method, acceptOverpayment }) },
  { weight: 1, arbitrary: fc.record({ kind: of('part'), share, off, acceptOverpayment }) },
  { weight: 2, arbitrary: fc.record({ kind: of('refund', 'writeOff'), share, off }) },
  { weight: 2, arbitrary: fc.record({ kind: of('reverse', 'reversePart'), index: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: of('reverseWriteOff'), index: fc.constantFrom(0, 0, 1) }) },
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
const paid = (share: number): Step => ({
  ...{ kind: 'pay', share, off: 0, method: 'CASH', acceptOverpayment: true },
})
/** A payment in full and a credit, so that a refund is due. */
const overpaid: readonly Step[] = [paid(1000), { kind: 'creditQuantity', line: 0, share: 500, off: 0 }]
/** States that random steps seldom reach. */
const rare: readonly (readonly Step[])[] = [
  overpaid,
  [paid(950), { kind: 'writeOff', share: 1000, off: 0 }],
  [{ kind: 'cancel' }, paid(500)],
]
const sequence: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(desk, { maxLength: 3 }),
    fc.constantFrom([], [], [], ...rare),
    fc.array(fc.oneof({ weight: 12, arbitrary: afterwards }, { weight: 1, arbitrary: desk }), {
      maxLength: 12,
    }),
  )
  .map(([before, start, after]) => [...before, { kind: 'approve' }, ...start, ...after])

/** These compare without expect unless there is a difference to show: expect would take most of the time. */
const expectSame = (actual: string, expected: string): void => {
  if (actual !== expected) expect(actual).toBe(expected)
}
const expectEqual = (actual: unknown, expected: unknown): void => {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected)
}

/** The figures of the invoice are those of the model. */
const expectAgreement = (invoice: ExistingInvoice, model: ReferenceModel): void => {
  const { net, received, writtenOff, balance, refundDue } = settlementOf(invoice)
  const { subtotal, supplementaryDuty, vat, grandTotal } = invoice.totals
  const remaining = invoice.lines.flatMap((one) => {
    const left = one.remaining
    return [left.quantity, left.value, left.supplementaryDuty, left.vat]
  })
  const actual = [
    ...[statusOn(invoice, model.late ? '2024-11-16' : '2024-10-15'), net, received, balance],
    ...[subtotal, supplementaryDuty, vat, grandTotal],
    ...[writtenOff, refundDue, invoice.paidAt, cancellationOf(invoice)?.at, ...remaining],
  ]
  const { totals } = model
  const remains = model.lines.flatMap((_, index) => {
    const left = model.remains(index)
    return [left.quantity, left.value, left.duty, left.vat]
  })
  const due = model.received > model.net ? model.received - model.net : 0n
  const expected = [
    ...[model.status, model.net, model.received, model.balance],
    ...[totals.value, totals.duty, totals.vat, model.total],
    ...[model.writtenOff, due, model.paidAt, model.cancelledAt, ...remains],
  ]
  expectSame(actual.join(), expected.join())
  const issued = [invoice.place, ...invoice.notes.map(({ place }) => place)]
  if (issued.some((place) => place !== model.place)) expect(issued).toEqual(issued.map(() => model.place))
}

/** What remains adds up to the net total, and nothing is below zero, in every state. */
const expectSound = (invoice: ExistingInvoice): void => {
  const { net, received } = settlementOf(invoice)
  const amounts = invoice.lines.flatMap(({ remaining }) => [
    remaining.value,
    remaining.supplementaryDuty,
    remaining.vat,
  ])
  const remaining = amounts.reduce((sum, amount) => sum + amount, 0n)
  if (remaining !== net) expect(remaining).toBe(net)
  const quantities = invoice.lines.map(({ remaining }) => remaining.quantity)
  const below = [...amounts, ...quantities, received].filter((size) => size < 0n)
  if (below.length > 0) expect(below).toEqual([])
}

/** Decides, stores, reads and folds as the service does, and compares with the model after each step. */
const run = (first: readonly ModelLine[], steps: readonly Step[]): ExistingInvoice => {
  const model = new ReferenceModel(first)
  let invoice: Invoice = history(creating({ lineItems: first.map(lineInput) })).reduce(evolve, initial)
  for (const [count, one] of steps.entries()) {
    const attempt = applyStep(one, model, invoice, count)
    if (!attempt) continue
    const decision = attempt.decide(invoice)
    expectSame(`${one.kind} ${count} ${decision.ok}`, `${one.kind} ${count} ${attempt.expected}`)
    for (const event of decision.ok ? decision.events : []) {
      invoice = evolve(invoice, storedAndRead(invoices, event))
    }
    if (invoice.status !== 'NONE') expectAgreement(invoice, model)
  }
  if (invoice.status === 'NONE') throw new Error('The sequence begins with an invoice')
  return invoice
}

describe('any sequence of commands', () => {
  test(`${sequences} random sequences agree with the reference model, step by step`, () => {
    fc.assert(
      fc.property(lines, sequence, (first, steps) => {
        const invoice = run(first, steps)
        expectSound(invoice)
        expectEqual(invoiceFrom(snapshotOf(invoice)), invoice)
      }),
      { numRuns: sequences },
    )
  }, 120_000)
})
