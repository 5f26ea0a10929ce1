import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { divideHalfUp } from '../money/fixed.ts'
import { type Poisha, type Price, price, type Quantity, quantity, taka } from '../money/poisha.ts'
import { valueOfSupply } from './value.ts'

describe('the value of a supply', () => {
  test('is quantity x unit price less the discount', () => {
    expect(valueOfSupply(quantity('10'), price('1000'), taka('500'))).toBe(taka('9500'))
    expect(valueOfSupply(quantity('10'), price('1000'))).toBe(taka('10000'))
    expect(valueOfSupply(quantity('3'), price('0.3333'), taka('0.99'))).toBe(taka('0.01'))
    expect(valueOfSupply(quantity('1'), price('1.005'), taka('0.01'))).toBe(taka('1.00'))
  })

  test.each([
    ['1', '1', '1'],
    ['3', '2.8151', '8.45'],
    ['1', '0.005', '0.01'],
    ['3', '0.3333', '1.00'],
  ])('is 0.00 after a full discount: %s x %s - %s', (units, unitPrice, discount) => {
    expect(valueOfSupply(quantity(units), price(unitPrice), taka(discount))).toBe(0n)
  })

  test('is the same whether it is rounded before or after a discount that leaves something', () => {
    const figure = fc.bigInt({ min: 1n, max: 10n ** 9n })
    fc.assert(
      fc.property(figure, figure, figure, (units, unitPrice, discount) => {
        const exact = units * unitPrice - discount * 100_000_000n
        fc.pre(exact >= 0n)
        const value = valueOfSupply(units as Quantity, unitPrice as Price, discount as Poisha)
        expect(value).toBe(divideHalfUp(exact, 100_000_000n))
      }),
    )
  })
})
