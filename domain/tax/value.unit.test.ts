import { describe, expect, test } from '@jest/globals'
import { price, quantity, taka } from '../money/poisha.ts'
import { discountFits, valueOfSupply, writeExactValue } from './value.ts'

describe('the value of a supply', () => {
  test('is quantity x unit price less the discount', () => {
    expect(valueOfSupply(quantity('10'), price('1000'), taka('500'))).toBe(taka('9500'))
    expect(valueOfSupply(quantity('10'), price('1000'))).toBe(taka('10000'))
  })

  test('is rounded once, after the discount', () => {
    expect(valueOfSupply(quantity('3'), price('0.3333'), taka('0.99'))).toBe(taka('0.01'))
  })

  test('is written with all its decimals for the comparison with a discount', () => {
    expect(writeExactValue(quantity('3'), price('0.3333'))).toBe('0.9999')
    expect(writeExactValue(quantity('0.000001'), price('0.0001'))).toBe('0.0000000001')
  })

  test.each([
    ['0.99', true],
    ['1.00', false],
  ])('of 0.9999 allows a discount of %s: %s', (discount, fits) => {
    expect(discountFits(quantity('3'), price('0.3333'), taka(discount))).toBe(fits)
  })

  test('allows a discount of the whole value', () => {
    expect(discountFits(quantity('1'), price('1'), taka('1'))).toBe(true)
  })
})
