import { describe, expect, test } from '@jest/globals'
import { percent, price, quantity, taka } from '../money/poisha.ts'
import { vatOn } from './vat.ts'

const byRate = { vatCategory: 'STANDARD', vatRate: percent('15'), specificVatPerUnit: null } as const
const specific = { vatCategory: 'SPECIFIC', vatRate: null, specificVatPerUnit: price('2500') } as const
const base = { quantity: quantity('2.5'), value: taka('1000'), supplementaryDuty: taka('200') }

describe('VAT', () => {
  test.each(['STANDARD', 'REDUCED', 'TRUNCATED'] as const)(
    'of a %s supply is its rate of value and supplementary duty',
    (vatCategory) => {
      expect(vatOn({ ...byRate, vatCategory }, base)).toBe(taka('180'))
    },
  )

  test('of a SPECIFIC supply is the tax per unit times the quantity', () => {
    expect(vatOn(specific, base)).toBe(taka('6250'))
    expect(vatOn(specific, { ...base, value: taka('0') })).toBe(taka('6250'))
  })

  test('of a change of value alone is zero on a SPECIFIC supply', () => {
    expect(vatOn(specific, { ...base, quantity: null })).toBe(0n)
  })

  test.each(['ZERO_RATED', 'EXEMPT'] as const)('of a %s supply is zero', (vatCategory) => {
    expect(vatOn({ ...byRate, vatCategory }, base)).toBe(0n)
  })

  test('needs the rate or the tax per unit of its category', () => {
    const message = 'A taxed line without its rate'
    expect(() => vatOn({ ...byRate, vatRate: null }, base)).toThrow(message)
    expect(() => vatOn({ ...specific, specificVatPerUnit: null }, base)).toThrow(message)
  })
})
