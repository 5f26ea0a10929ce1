import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Line } from '../invoice/state.ts'
import { poisha, price, quantity, taka, writeTaka } from '../money/poisha.ts'
import { type Supply, taxOf } from '../tax/line.ts'
import { anySupply, supply } from '../testing/supplies.ts'
import { priceWithoutTax } from './price-without-tax.ts'

const lineOf = (terms: Supply): Line => {
  const tax = taxOf(terms)
  return {
    ...{ id: 'i-1-1', description: 'Goods', unit: null, hsCode: null, supplyClass: 'GENERAL' },
    ...terms,
    ...tax,
    remaining: { ...tax, quantity: terms.quantity },
  }
}

const printed = (terms: Supply) => {
  const { unitPrice, discount } = priceWithoutTax(lineOf(terms))
  return [unitPrice, writeTaka(discount)]
}

describe('without tax inside, unit price and discount are as given', () => {
  test.each([
    ['1000', '0', ['1000.00', '0.00']],
    ['0.0005', '0', ['0.0005', '0.00']],
    ['1.005', '0.25', ['1.005', '0.25']],
  ])('%s with a discount of %s', (unitPrice, discount, expected) => {
    expect(printed(supply('1000', unitPrice, { discount: taka(discount) }))).toEqual(expected)
  })
})

describe('with tax inside', () => {
  const inclusive = (amount: string, unitPrice: string, terms: Partial<Supply> = {}) =>
    printed(supply(amount, unitPrice, { priceIncludesTax: true, ...terms }))

  test('case 11a: the unit price of one unit is its value', () => {
    expect(inclusive('1', '95496.57')).toEqual(['83040.50', '0.00'])
  })

  test('the unit price has the fewest decimals that give the value again', () => {
    expect(inclusive('3', '10')).toEqual(['8.697', '0.00'])
    expect(inclusive('1000000', '10')).toEqual(['8.69565217', '0.00'])
  })

  test('the value is the stored one, also where a later release would compute another', () => {
    const line = lineOf(supply('2', '115', { priceIncludesTax: true }))
    expect(priceWithoutTax({ ...line, value: taka('200.02') }).unitPrice).toBe('100.01')
  })

  test('the tax inside the discount is left out of it', () => {
    expect(inclusive('2', '115', { discount: taka('23') })).toEqual(['100.00', '20.00'])
  })

  test('a discount of the whole price leaves the price', () => {
    expect(inclusive('1', '115', { discount: taka('115') })).toEqual(['100.00', '100.00'])
  })

  test('a specific tax is inside too', () => {
    const gold = { vatCategory: 'SPECIFIC', vatRate: null, specificVatPerUnit: price('2500') } as const
    expect(inclusive('2.5', '102500', { ...gold, discount: taka('1000') })).toEqual(['100000.00', '1000.00'])
  })
})

test('quantity x unit price, rounded, less the discount is the value of every line', () => {
  const lines = fc
    .record({ terms: anySupply, gross: fc.boolean(), share: fc.integer({ min: 0, max: 100 }) })
    .map(({ terms, gross, share }) => {
      const most = taxOf({ ...terms, priceIncludesTax: false }).value
      const discount = poisha((most * BigInt(share)) / 100n)
      return lineOf({ ...terms, priceIncludesTax: gross, discount })
    })
  fc.assert(
    fc.property(lines, (line) => {
      const { unitPrice, discount } = priceWithoutTax(line)
      expect(discount).toBeGreaterThanOrEqual(0n)
      expect(roundedProduct(line.quantity, unitPrice) - discount).toBe(line.value)
    }),
  )
})

/** quantity x unit price in poisha, half up, by another way than the code: from the digits of the product. */
const roundedProduct = (amount: bigint, unitPrice: string): bigint => {
  const decimals = unitPrice.split('.')[1]?.length ?? 0
  const product = (amount * BigInt(unitPrice.replace('.', ''))).toString().padStart(decimals + 8, '0')
  const cut = product.length - (decimals + 6 - 2)
  return BigInt(product.slice(0, cut)) + (product.charAt(cut) >= '5' ? 1n : 0n)
}

test('the other way of rounding rounds', () => {
  expect(roundedProduct(quantity('3'), '8.697')).toBe(2609n)
  expect(roundedProduct(quantity('0.5'), '0.01')).toBe(1n)
  expect(roundedProduct(quantity('1'), '0.00')).toBe(0n)
})
