import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { amountOf, price, quantity, writeQuantity, writeTaka } from '../../money/poisha.ts'
import { approving, creatingLines, crediting, debiting, tenBags } from '../../testing/examples.ts'
import { type Decide, invoiceAfter } from '../../testing/scenario.ts'
import type { LineInput } from '../draft/input.ts'
import type { ExistingInvoice } from '../state.ts'

const lineItemId = 'i-1-1'
const oneLine = (invoice: ExistingInvoice) => invoice.lines.find(({ id }) => id === lineItemId)

/**
 * Credits what is left of the line in these shares, in thousandths, with debits in between where a piece asks
 * for one.
 */
type Piece = Readonly<{ share: number; by: 'quantity' | 'amount'; debit: string | null }>
const piece: fc.Arbitrary<Piece> = fc.record({
  share: fc.integer({ min: 1, max: 999 }),
  by: fc.constantFrom('quantity', 'amount'),
  debit: fc.constantFrom(null, null, '0.01', '7', '123.45'),
})

const pieceOf =
  ({ share, by, debit }: Piece, id: string): Decide =>
  (invoice) => {
    const left = invoice.status === 'NONE' ? undefined : oneLine(invoice)?.remaining
    if (!left) return { ok: true, events: [] }
    // A note that is too small to change anything is refused, and is left out.
    const debited = debit === null ? null : debiting([{ lineItemId, [by]: debit }], { id })(invoice)
    if (debited) return debited.ok ? debited : { ok: true, events: [] }
    const whole = by === 'quantity' ? left.quantity : left.value
    const part = (whole * BigInt(share)) / 1000n
    if (part === 0n) return { ok: true, events: [] }
    const change =
      by === 'quantity'
        ? { quantity: writeQuantity(part as typeof left.quantity) }
        : { amount: writeTaka(part as typeof left.value) }
    return unlessWithoutEffect(crediting([{ lineItemId, ...change }], { id })(invoice))
  }

const unlessWithoutEffect = (decision: ReturnType<Decide>): ReturnType<Decide> =>
  !decision.ok && decision.refusal.code === 'NOTE_WITHOUT_EFFECT' ? { ok: true, events: [] } : decision

const rest: Decide = (invoice) => {
  const left = invoice.status === 'NONE' ? undefined : oneLine(invoice)?.remaining
  const change =
    left && left.quantity > 0n
      ? { quantity: writeQuantity(left.quantity) }
      : { amount: left ? writeTaka(left.value) : '0' }
  return unlessWithoutEffect(crediting([{ lineItemId, ...change }], { id: 'rest' })(invoice))
}

const line = fc.record({
  quantity: fc.bigInt({ min: 1n, max: 50_000_000n }).map((millionths) => writeQuantity(millionths as never)),
  unitPrice: fc.constantFrom('0.0333', '10.10', '33.3333', '999.99', '1234.5678'),
  supplementaryDutyRate: fc.constantFrom('0', '20', '33.3333'),
  priceIncludesTax: fc.boolean(),
  discountTenths: fc.bigInt({ min: 0n, max: 9n }),
  terms: fc.constantFrom<Partial<LineInput>>(
    ...['10', '7.5', '2.4'].map((vatRate) => ({ vatCategory: 'REDUCED', vatRate }) as const),
    { vatCategory: 'EXEMPT' },
    { vatCategory: 'SPECIFIC', specificVatPerUnit: '0.002' },
  ),
})

describe('a line that is credited in any pieces, with debits in between', () => {
  test('36 49 has no poisha left: the credits add up to the line and its debits', () => {
    fc.assert(
      fc.property(line, fc.array(piece, { maxLength: 8 }), ({ terms, discountTenths, ...priced }, pieces) => {
        const asked = amountOf(quantity(priced.quantity), price(priced.unitPrice))
        const discount = writeTaka(((asked * discountTenths) / 10n) as typeof asked)
        // With a second line the invoice does not count as cancelled when the first is credited in full.
        const lines = creatingLines({ ...tenBags, ...priced, ...terms, discount }, tenBags)
        const invoice = invoiceAfter(
          lines,
          approving(),
          ...pieces.map((one, index) => pieceOf(one, `n-${index}`)),
          rest,
        )
        const closed = oneLine(invoice)
        const part = (kind: 'CREDIT' | 'DEBIT', name: 'value' | 'supplementaryDuty' | 'vat') =>
          invoice.notes.filter((note) => note.kind === kind).reduce((sum, note) => sum + note[name], 0n)
        for (const name of ['value', 'supplementaryDuty', 'vat'] as const)
          expect([name, part('CREDIT', name)]).toEqual([name, (closed?.[name] ?? 0n) + part('DEBIT', name)])
        expect(closed?.remaining).toMatchObject({ value: 0n, supplementaryDuty: 0n, vat: 0n })
        // A quantity worth less than half a poisha can remain, because a note without effect is refused.
        const spent = invoice.notes.at(-1)?.id === 'rest' && invoice.notes.at(-1)?.lines[0]?.quantity !== null
        expect(spent ? closed?.remaining.quantity : 0n).toBe(0n)
      }),
      { numRuns: 500 },
    )
  })
})
