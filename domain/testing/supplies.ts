import fc from 'fast-check'
import { percent, price, quantity, taka, writeTaka } from '../money/poisha.ts'
import type { Supply } from '../tax/line.ts'

/** A STANDARD supply without discount, duty or withheld taxes, changed by `terms`. */
export const supply = (amount: string, unitPrice: string, terms: Partial<Supply> = {}): Supply => ({
  quantity: quantity(amount),
  unitPrice: price(unitPrice),
  priceIncludesTax: false,
  discount: taka('0'),
  vatCategory: 'STANDARD',
  vatRate: percent('15'),
  specificVatPerUnit: null,
  supplementaryDutyRate: percent('0'),
  advanceIncomeTaxRate: percent('0'),
  vdsRate: percent('0'),
  ...terms,
})

/** Amounts as decimals, by their names. */
export const written = (tax: object) =>
  Object.fromEntries(Object.entries(tax).map(([name, amount]) => [name, writeTaka(amount)]))

/** Any supply at a rate that is in force. */
export const anySupply = fc
  .record({
    amount: fc.bigInt({ min: 1n, max: 10n ** 12n }),
    unitPrice: fc.bigInt({ min: 0n, max: 10n ** 10n }),
    duty: fc.integer({ min: 0, max: 500 }),
    withheld: fc.integer({ min: 0, max: 100 }),
    rate: fc.constantFrom('15', '10', '7.5', '5', '4.5', '2.4', '2', '1.5'),
  })
  .map(
    ({ amount, unitPrice, duty, withheld, rate }): Supply => ({
      ...supply('1', '1', {
        supplementaryDutyRate: percent(`${duty}`),
        advanceIncomeTaxRate: percent(`${withheld}`),
        vdsRate: percent(rate),
      }),
      quantity: amount as Supply['quantity'],
      unitPrice: unitPrice as Supply['unitPrice'],
      vatRate: percent(rate),
    }),
  )
