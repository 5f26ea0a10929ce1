import { describe, expect, test } from '@jest/globals'
import {
  approving,
  cancelling,
  creating,
  creatingLines,
  crediting,
  debiting,
  dutiableBags,
  karim,
  noon,
  registerOf,
  tenBags,
} from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'
import type { LineInput } from '../draft/input.ts'
import type { Note } from '../state.ts'

const line = 'i-1-1'
const issued = given(...history(creatingLines(dutiableBags), approving()))
const on = (lineItem: LineInput) => given(...history(creatingLines(lineItem), approving()))
const noteLine = (invoice: Readonly<{ notes: readonly Note[] }>) => {
  const { value, supplementaryDuty, vat } = invoice.notes.at(-1)?.lines[0] ?? {}
  return [value, supplementaryDuty, vat]
}

describe('a debit note', () => {
  test('36 adds value at the stored rates, and is open for its number', () => {
    const { events, invoice } = issued.when(
      debiting([{ lineItemId: line, quantity: '2.5' }], { id: 'n-1', by: karim }),
    )
    expect(events).toMatchObject([
      {
        type: 'DebitNoteIssued',
        noteId: 'n-1',
        lines: [
          { lineId: line, quantity: '2.5', value: '2500.00', supplementaryDuty: '500.00', vat: '450.00' },
        ],
        register: registerOf('6.8', noon),
        by: karim,
      },
    ])
    expect(invoice).toMatchObject({ debited: 345000n, notes: [{ kind: 'DEBIT', total: 345000n }] })
    expect(invoice.openNumbers.at(-1)).toMatchObject({
      document: { kind: 'DEBIT_NOTE', invoiceId: 'i-1', noteId: 'n-1' },
      register: { series: '6.8' },
    })
  })

  test('by amount does not change the quantity; by quantity it does not give the discount again', () => {
    const discounted = { ...dutiableBags, discount: '500' }
    const { invoice } = on(discounted).when(debiting([{ lineItemId: line, amount: '1000' }]))
    expect(noteLine(invoice)).toEqual([100000n, 20000n, 18000n])
    expect(invoice.lines[0]?.remaining.quantity).toBe(10000000n)
    expect(noteLine(on(discounted).when(debiting([{ lineItemId: line, quantity: '1' }])).invoice)).toEqual([
      100000n,
      20000n,
      18000n,
    ])
  })

  test('is refused when it has no effect, or has 10^15 taka or units or more', () => {
    const free = given(...history(creatingLines({ ...tenBags, unitPrice: '0' }, tenBags), approving()))
    expect(free.when(debiting([{ lineItemId: line, quantity: '1' }])).refusal).toMatchObject({
      code: 'NOTE_WITHOUT_EFFECT',
      path: 'lines[0].quantity',
    })
    const exempt = on({ ...tenBags, quantity: '1', vatCategory: 'EXEMPT' })
    expect(exempt.when(debiting([{ lineItemId: line, amount: '999999999998999.99' }])).refusal).toBeNull()
    expect(exempt.when(debiting([{ lineItemId: line, amount: '999999999999000' }])).refusal?.code).toBe(
      'OUT_OF_RANGE',
    )
    expect(issued.when(debiting([{ lineItemId: line, amount: '900000000000000' }])).refusal).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'lines',
    })
    expect(free.when(debiting([{ lineItemId: line, quantity: '999999999999990' }])).refusal).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'lines[0].quantity',
    })
    expect(
      free.when(debiting([{ lineItemId: line, quantity: '999999999999989.999999' }])).refusal?.code,
    ).toBe('NOTE_WITHOUT_EFFECT')
  })

  test('is refused when all debit notes together reach 10^15 taka, whatever is credited', () => {
    const exempt = { ...tenBags, quantity: '1', vatCategory: 'EXEMPT' as const }
    const most = debiting([{ lineItemId: line, amount: '999999999998999.99' }], { id: 'n-1' })
    const credited = crediting([{ lineItemId: line, amount: '1000' }])
    const events = history(creatingLines(exempt), approving(), most, credited)
    const more = debiting([{ lineItemId: line, amount: '0.01' }], { id: 'n-2' })
    expect(given(...events).when(more).refusal).toMatchObject({ code: 'OUT_OF_RANGE', path: 'lines' })
  })

  test('is refused on a draft and on a cancelled invoice', () => {
    const note = debiting([{ lineItemId: line, quantity: '1' }])
    for (const events of [history(creating()), history(creating(), approving(), cancelling())])
      expect(given(...events).when(note).refusal).toMatchObject({
        code: 'INVALID_STATE',
        params: { action: 'debit' },
      })
  })
})
