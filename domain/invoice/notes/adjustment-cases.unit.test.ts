import { describe, expect, test } from '@jest/globals'
import {
  approving,
  creatingLines,
  crediting,
  debiting,
  dutiableBags,
  tenBags,
} from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
import type { LineInput } from '../draft/input.ts'
import type { Note } from '../state.ts'

const line = 'i-1-1'
const issued = given(...history(creatingLines(dutiableBags), approving()))
const on = (lineItem: LineInput) => given(...history(creatingLines(lineItem), approving()))
const noteLine = (invoice: Readonly<{ notes: readonly Note[] }>) => {
  const { value, supplementaryDuty, vat } = invoice.notes.at(-1)?.lines[0] ?? {}
  return [value, supplementaryDuty, vat]
}

describe('credits', () => {
  test('36 of 100.00 in 3 units are 33.33, 33.34 and 33.33', () => {
    const hundred = { ...tenBags, quantity: '3', unitPrice: '33.3333', vatCategory: 'EXEMPT' } as const
    const one = (id: string) => crediting([{ lineItemId: line, quantity: '1' }], { id })
    const { notes } = invoiceAfter(creatingLines(hundred), approving(), one('a'), one('b'), one('c'))
    expect(notes.map((note) => note.value)).toEqual([3333n, 3334n, 3333n])
  })

  test('36 case 12a: of 7 units of 10.10, one by one, add up to the line', () => {
    const seven = { ...tenBags, quantity: '7', unitPrice: '10.10' }
    const credits = Array.from({ length: 7 }, (_, index) =>
      crediting([{ lineItemId: line, quantity: '1' }], { id: `n-${index}` }),
    )
    const invoice = invoiceAfter(creatingLines(seven), approving(), ...credits)
    expect(invoice.lines[0]).toMatchObject({ vat: 1061n, remaining: { quantity: 0n, value: 0n, vat: 0n } })
    expect(invoice.notes.reduce((sum, note) => sum + note.vat, 0n)).toBe(1061n)
    expect(invoice.credited).toBe(invoice.totals.grandTotal)
  })

  test('by amount lower value, duty and VAT in proportion, and do not change the quantity', () => {
    const { invoice } = issued.when(crediting([{ lineItemId: line, amount: '3333.33' }]))
    expect(noteLine(invoice)).toEqual([333333n, 66667n, 60000n])
    expect(invoice.lines[0]?.remaining.quantity).toBe(10000000n)
    expect(invoice.notes[0]?.lines[0]?.quantity).toBeNull()
  })

  test('by amount do not change the VAT of a SPECIFIC line, and neither do debits', () => {
    const gold = {
      ...tenBags,
      vatCategory: 'SPECIFIC',
      specificVatPerUnit: '2500',
      supplementaryDutyRate: '10',
    } as const
    expect(noteLine(on(gold).when(crediting([{ lineItemId: line, amount: '1000' }])).invoice)).toEqual([
      100000n,
      10000n,
      0n,
    ])
    expect(noteLine(on(gold).when(crediting([{ lineItemId: line, quantity: '1' }])).invoice)).toEqual([
      100000n,
      10000n,
      250000n,
    ])
    expect(noteLine(on(gold).when(debiting([{ lineItemId: line, amount: '1000' }])).invoice)).toEqual([
      100000n,
      10000n,
      0n,
    ])
    expect(noteLine(on(gold).when(debiting([{ lineItemId: line, quantity: '2' }])).invoice)).toEqual([
      200000n,
      20000n,
      500000n,
    ])
  })
})
