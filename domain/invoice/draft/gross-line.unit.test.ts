import { expect, test } from '@jest/globals'
import { approving, creating, creatingLines, debiting, tenBags, updating } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
import type { LineInput } from './input.ts'

const gold = {
  ...tenBags,
  vatCategory: 'SPECIFIC',
  specificVatPerUnit: '2500',
  priceIncludesTax: true,
} as const
const paint: LineInput = { ...tenBags, unitPrice: '1150', priceIncludesTax: true, discount: '150' }

test('49 a line keeps its price and discount as given, with tax inside', () => {
  const { lines, totals } = invoiceAfter(creatingLines(paint, { ...tenBags, priceIncludesTax: null }))
  expect(lines).toMatchObject([
    { priceIncludesTax: true, unitPrice: 11500000n, discount: 15000n, value: 986957n, vat: 148043n },
    { priceIncludesTax: false, value: 1000000n, vat: 150000n },
  ])
  expect(totals.grandTotal).toBe(1135000n + 1150000n)
})

test('49 a line that an update leaves out is still one with tax inside', () => {
  const { lines } = invoiceAfter(creatingLines(paint), updating({ invoiceDate: '2024-10-14' }))
  expect(lines).toMatchObject([{ id: 'i-1-1', priceIncludesTax: true, discount: 15000n, total: 1135000n }])
})

test('49 a specific tax above the price that it is inside of is refused', () => {
  const refusalOf = (change: Partial<LineInput>) =>
    given().when(creating({ lineItems: [tenBags, { ...gold, ...change }] })).refusal
  expect(refusalOf({ unitPrice: '2500' })).toBeNull()
  expect(refusalOf({ unitPrice: '2499.9990' })).toMatchObject({
    code: 'SPECIFIC_TAX_EXCEEDS_PRICE',
    path: 'input.lineItems[1].specificVatPerUnit',
    params: { tax: '25000.00', price: '24999.99' },
  })
  expect(refusalOf({ unitPrice: '2500', discount: '0.01' })?.code).toBe('SPECIFIC_TAX_EXCEEDS_PRICE')
  expect(refusalOf({ unitPrice: '1', priceIncludesTax: false })).toBeNull()
  expect(refusalOf({ unitPrice: '1', discount: '10.01' })?.code).toBe('DISCOUNT_EXCEEDS_VALUE')
})

test('36 49 a debit by quantity adds exactly quantity x price, without the discount', () => {
  const issued = given(...history(creatingLines(paint), approving()))
  const { invoice } = issued.when(debiting([{ lineItemId: 'i-1-1', quantity: '3' }]))
  expect(invoice.notes[0]).toMatchObject({ value: 300000n, vat: 45000n, total: 345000n })
  const byAmount = issued.when(debiting([{ lineItemId: 'i-1-1', amount: '100' }])).invoice
  expect(byAmount.notes[0]).toMatchObject({ value: 10000n, vat: 1500n })
})

test('49 a debit by quantity whose specific tax is more than the price of its units is refused', () => {
  // The tax per unit is above the price per unit, and both of one unit round to 0.01.
  const tight = { ...gold, quantity: '1', unitPrice: '0.0051', specificVatPerUnit: '0.0052' }
  const issued = given(...history(creatingLines(tight, tenBags), approving()))
  expect(issued.when(debiting([{ lineItemId: 'i-1-1', quantity: '1' }])).refusal).toBeNull()
  expect(issued.when(debiting([{ lineItemId: 'i-1-1', quantity: '1000' }])).refusal).toMatchObject({
    code: 'SPECIFIC_TAX_EXCEEDS_PRICE',
    path: 'lines[0].quantity',
    params: { tax: '5.20', price: '5.10' },
  })
})
