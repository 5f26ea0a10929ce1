import { describe, expect, test } from '@jest/globals'
import { approving, creating, karim, paying, rahim, reversing, updating } from '../testing/examples.ts'
import { history } from '../testing/scenario.ts'
import type { InvoiceEvent } from './events.ts'
import { evolve } from './evolve.ts'
import { type Invoice, initial } from './state.ts'

const [created, approved, paid, reversed] = history(
  creating(),
  approving(),
  paying('100', { id: 'p' }),
  reversing('p'),
)
const folded = (...events: readonly (InvoiceEvent | undefined)[]): Invoice =>
  events.reduce<Invoice>((invoice, event) => (event ? evolve(invoice, event) : invoice), initial)

describe('the fold', () => {
  test('refuses a history that does not begin with one InvoiceCreated', () => {
    expect(() => folded(approved)).toThrow('InvoiceApproved without InvoiceCreated before it')
    expect(() => folded(created, created)).toThrow('Invoice i-1 is created twice')
  })

  test('refuses the reversal of a payment that was never recorded', () => {
    expect(() => folded(created, approved, reversed)).toThrow('Payment p is reversed, but was never recorded')
  })

  test('refuses an event of an unknown type', () => {
    expect(() => folded(created, { type: 'InvoiceArchived' } as never)).toThrow('No case for InvoiceArchived')
  })

  test('makes the same state of the same events, and does not change the state before', () => {
    const before = folded(created, approved)
    const copy = structuredClone(before)
    expect(folded(created, approved, paid, reversed)).toEqual(folded(created, approved, paid, reversed))
    expect(before).toEqual(copy)
  })

  test('keeps each editor once, in the order of their first edit', () => {
    const events = history(
      creating({}, { by: rahim }),
      updating({ vehicle: 'A' }, { by: karim }),
      updating({ vehicle: 'B' }, { by: karim }),
      updating({ vehicle: 'C' }, { by: rahim }),
    )
    expect(folded(...events)).toMatchObject({ editors: [rahim, karim], vehicle: 'C' })
  })

  test('leaves the state as it is when a command found nothing to change', () => {
    const before = folded(created, approved, paid)
    expect(evolve(before, { type: 'InvoiceLeftUnchanged', by: karim, at: '2024-11-01T06:00:00Z' })).toEqual(
      before,
    )
  })
})
