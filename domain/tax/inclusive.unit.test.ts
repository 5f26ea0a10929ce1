import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Percent, percent, poisha, taka, writeTaka } from '../money/poisha.ts'
import { splitInclusive, taxFromInclusive, vatInside } from './inclusive.ts'
import { advanceIncomeTaxOn } from './withholding.ts'

const partsOf = (gross: string, vatRate: string, supplementaryDutyRate?: string) => {
  const result = taxFromInclusive({ gross, vatRate, supplementaryDutyRate })
  if (!result.ok) return result.refusal
  const { value, supplementaryDuty, vat } = result.value
  return [value, supplementaryDuty, vat].map(writeTaka)
}

describe('a price that includes all taxes', () => {
  test('case 1: 86,79,600 at 15 %, TDS 5 % of the value', () => {
    expect(partsOf('8679600', '15')).toEqual(['7547478.26', '0.00', '1132121.74'])
    expect(writeTaka(advanceIncomeTaxOn(taka('7547478.26'), percent('5')))).toBe('377373.91')
  })

  test('case 4: 25,000 at 15 %', () => {
    expect(partsOf('25000', '15')).toEqual(['21739.13', '0.00', '3260.87'])
  })

  test('case 6: first the VAT fraction, then the duty fraction of the rest', () => {
    expect(partsOf('13800', '15', '20')).toEqual(['10000.00', '2000.00', '1800.00'])
  })

  test('a bad figure is refused with the name of its argument', () => {
    expect(partsOf('1.005', '15')).toMatchObject({ code: 'TOO_MANY_DECIMALS', path: 'gross' })
    expect(partsOf('1', '101')).toMatchObject({ code: 'PERCENT_OUT_OF_RANGE', path: 'vatRate' })
    expect(partsOf('1', '15', '501')).toMatchObject({
      code: 'PERCENT_OUT_OF_RANGE',
      path: 'supplementaryDutyRate',
    })
    expect(partsOf('1', '100', '500')).toEqual(['0.08', '0.42', '0.50'])
  })

  test('the parts add up to the price', () => {
    const rate = fc.bigInt({ min: 0n, max: 1_000_000n })
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), rate, rate, (gross, vatRate, duty) => {
        const { value, supplementaryDuty, vat } = splitInclusive(
          poisha(gross),
          vatInside(poisha(gross), vatRate as Percent),
          duty as Percent,
        )
        expect(value + supplementaryDuty + vat).toBe(gross)
        expect(value >= 0n && supplementaryDuty >= 0n && vat >= 0n).toBe(true)
      }),
    )
  })
})
