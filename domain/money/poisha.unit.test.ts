import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { BrokenInvariant } from '../decision.ts'
import {
  add,
  amountOf,
  percent,
  percentOf,
  poisha,
  price,
  quantity,
  shareOf,
  smallerOf,
  subtract,
  taka,
  writePercent,
  writePrice,
  writeQuantity,
  writeTaka,
} from './poisha.ts'

describe('money', () => {
  test('sums and differences are exact beyond 2^53 poisha', () => {
    expect(writeTaka(add(taka('999999999999999.98'), taka('0.01')))).toBe('999999999999999.99')
    expect(writeTaka(subtract(taka('0.01'), taka('0.02')))).toBe('-0.01')
    expect(add()).toBe(0n)
    expect(smallerOf(taka('1'), taka('2'))).toBe(100n)
    expect(smallerOf(taka('2'), taka('1'))).toBe(100n)
  })

  test('15 quantity x price is rounded half-up', () => {
    expect(writeTaka(amountOf(quantity('1'), price('1.005')))).toBe('1.01')
    expect(writeTaka(amountOf(quantity('1000'), price('1.005')))).toBe('1005.00')
    expect(writeTaka(amountOf(quantity('0.333'), price('3000')))).toBe('999.00')
    expect(writeTaka(amountOf(quantity('1'), price('1.0049')))).toBe('1.00')
  })

  test('percentages and shares round half-up to the poisha', () => {
    expect(writeTaka(percentOf(taka('159270.30'), percent('15')))).toBe('23890.55')
    expect(writeTaka(percentOf(taka('0.03'), percent('50')))).toBe('0.02')
    expect(writeTaka(shareOf(taka('100.00'), 1n, 3n))).toBe('33.33')
    expect(writeTaka(shareOf(taka('66.67'), 1n, 2n))).toBe('33.34')
  })

  test('a text that is not such a figure is a broken invariant', () => {
    expect(() => taka('1.005')).toThrow('Not a decimal with at most 2 decimals: 1.005')
    expect(() => quantity('ten')).toThrow(BrokenInvariant)
  })

  test('money, quantities, prices and percentages are read back as they were written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n - 1n }), (figure) => {
        expect(taka(writeTaka(poisha(figure)))).toBe(figure)
        expect(quantity(writeQuantity(figure as ReturnType<typeof quantity>))).toBe(figure)
        expect(price(writePrice(figure as ReturnType<typeof price>))).toBe(figure)
        expect(percent(writePercent(figure as ReturnType<typeof percent>))).toBe(figure)
      }),
    )
  })
})
