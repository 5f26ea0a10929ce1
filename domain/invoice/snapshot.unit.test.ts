import { describe, expect, test } from '@jest/globals'
import { snapshotOf } from '../event/snapshot.ts'
import {
  approving,
  cancelling,
  creating,
  crediting,
  dutiableBags,
  numbering,
  paying,
  refunding,
  reversing,
  tenBags,
} from '../testing/examples.ts'
import { invoiceAfter } from '../testing/scenario.ts'
import { invoiceFrom } from './snapshot.ts'

const rich = [
  creating({
    lineItems: [
      dutiableBags,
      { ...tenBags, description: '42', unit: '7', vatCategory: 'SPECIFIC', specificVatPerUnit: '2500' },
    ],
    customerName: null,
    destination: '100',
  }),
  approving({ at: '2024-11-15T06:00:00Z' }),
  numbering(1, '2024-11-15T06:00:00Z'),
  paying('100', { id: '1', reference: '12' }),
  paying('39800', { id: '2' }),
  reversing('1'),
  crediting([
    { lineItemId: 'i-1-1', quantity: '4' },
    { lineItemId: 'i-1-2', amount: '5' },
  ]),
]

describe('a snapshot', () => {
  test.each([
    ['a draft', [creating()]],
    ['an issued invoice with payments and notes', rich],
    ['a cancelled one', [creating(), approving(), cancelling()]],
    [
      'a refunded one',
      [
        creating(),
        approving(),
        paying('11500'),
        crediting([{ lineItemId: 'i-1-1', quantity: '10' }]),
        refunding('11500'),
      ],
    ],
  ])('restores the state of %s exactly, whatever the order of its fields', (_, decisions) => {
    const invoice = invoiceAfter(...decisions)
    const stored = JSON.parse(JSON.stringify(snapshotOf(invoice)), (_key, value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toReversed())
        : value,
    )
    expect(invoiceFrom(stored)).toEqual(invoice)
  })

  test('contains figures as texts, and restores texts that look like figures as texts', () => {
    const invoice = invoiceAfter(...rich)
    expect(invoiceFrom(snapshotOf(invoice))).toMatchObject({
      destination: '100',
      lines: [{}, { description: '42', unit: '7' }],
    })
    expect(snapshotOf(invoice)).toMatchObject({
      paid: '3980000',
      lines: [{ remaining: { quantity: '6000000' } }, {}],
    })
  })

  test('restores the parameters of a warning as texts, whatever their names', () => {
    const warning = {
      code: 'LATE_ISSUE',
      path: 'invoiceDate',
      params: { value: '25000.00', total: '7' },
    } as const
    const invoice = { ...invoiceAfter(...rich), warnings: [warning] }
    expect(invoiceFrom(snapshotOf(invoice))).toEqual(invoice)
  })

  test('that is null is no invoice, and any other value is a broken invariant', () => {
    expect(invoiceFrom(null)).toEqual({ status: 'NONE' })
    expect(() => invoiceFrom([])).toThrow('Not a snapshot')
    expect(() => invoiceFrom('x')).toThrow('Not a snapshot')
  })
})
