import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { divideHalfUp } from '../money/fixed.ts'
import { type Poisha, type Price, percent, price, type Quantity, taka, writeTaka } from '../money/poisha.ts'
import { anySupply, supply, written } from '../testing/supplies.ts'
import { amountAsked, taxOf } from './line.ts'

describe('what is asked for a supply', () => {
  test.each([
    ['10', '1000', '500', '9500.00'],
    ['10', '1000', '0', '10000.00'],
    ['3', '0.3333', '0.99', '0.01'],
    ['1', '1.005', '0.01', '1.00'],
  ])('is quantity x unit price less the discount: %s x %s - %s', (units, unitPrice, discount, asked) => {
    expect(writeTaka(amountAsked(supply(units, unitPrice, { discount: taka(discount) })))).toBe(asked)
  })

  test.each([
    ['1', '1', '1'],
    ['3', '2.8151', '8.45'],
    ['1', '0.005', '0.01'],
    ['3', '0.3333', '1.00'],
  ])('is 0.00 after a full discount: %s x %s - %s', (units, unitPrice, discount) => {
    expect(amountAsked(supply(units, unitPrice, { discount: taka(discount) }))).toBe(0n)
  })

  test('is the same whether it is rounded before or after a discount that leaves something', () => {
    const figure = fc.bigInt({ min: 1n, max: 10n ** 9n })
    fc.assert(
      fc.property(figure, figure, figure, (units, unitPrice, discount) => {
        const exact = units * unitPrice - discount * 100_000_000n
        fc.pre(exact >= 0n)
        const asked = amountAsked({
          quantity: units as Quantity,
          unitPrice: unitPrice as Price,
          discount: discount as Poisha,
        })
        expect(asked).toBe(divideHalfUp(exact, 100_000_000n))
      }),
    )
  })
})

const taxed = (...line: Parameters<typeof supply>) => written(taxOf(supply(...line)))

describe('the worked cases', () => {
  test('case 2: 1,59,270.30 at 15 %', () => {
    expect(taxed('1', '159270.30')).toMatchObject({ vat: '23890.55', total: '183160.85' })
  })

  test('case 3: 37,17,678.34 at 15 %', () => {
    expect(taxed('1', '3717678.34')).toMatchObject({ vat: '557651.75' })
  })

  test('case 5: duty is part of the VAT base', () => {
    expect(taxed('10', '1000', { supplementaryDutyRate: percent('20') })).toMatchObject({
      value: '10000.00',
      supplementaryDuty: '2000.00',
      vat: '1800.00',
      total: '13800.00',
    })
  })

  test('case 7: 1,250.50 at 5 % is rounded half-up', () => {
    expect(taxed('1', '1250.50', { vatCategory: 'TRUNCATED', vatRate: percent('5') })).toMatchObject({
      vat: '62.53',
      total: '1313.03',
    })
  })

  test('case 8: 12,34,567.89 at 4.5 %', () => {
    expect(taxed('1', '1234567.89', { vatCategory: 'REDUCED', vatRate: percent('4.5') })).toMatchObject({
      vat: '55555.56',
      total: '1290123.45',
    })
  })

  test('case 10: a specific tax depends on the quantity, whatever the price', () => {
    for (const unitPrice of ['0', '1', '95000.5'])
      expect(
        taxed('2.5', unitPrice, {
          vatCategory: 'SPECIFIC',
          vatRate: null,
          specificVatPerUnit: price('2500'),
        }),
      ).toMatchObject({
        vat: '6250.00',
      })
  })
})

describe('the tax of a line', () => {
  test('15 is rounded half-up, in exact decimals', () => {
    expect(taxed('3', '333.33')).toMatchObject({ value: '999.99', vat: '150.00', total: '1149.99' })
  })

  test('a discount lowers the value before any tax', () => {
    expect(
      taxed('10', '1000', { discount: taka('500'), supplementaryDutyRate: percent('20') }),
    ).toMatchObject({
      value: '9500.00',
      supplementaryDuty: '1900.00',
      vat: '1710.00',
    })
  })

  test('exempt and zero-rated supplies have no VAT; an exempt one may have duty', () => {
    expect(taxed('1', '100', { vatCategory: 'ZERO_RATED', vatRate: percent('0') })).toMatchObject({
      vat: '0.00',
      total: '100.00',
    })
    const exempt = { vatCategory: 'EXEMPT', vatRate: null, supplementaryDutyRate: percent('10') } as const
    expect(taxed('1', '100', exempt)).toMatchObject({
      supplementaryDuty: '10.00',
      vat: '0.00',
      total: '110.00',
    })
  })

  test('VDS is computed on value and duty, at most the VAT; TDS on the value alone', () => {
    const terms = { supplementaryDutyRate: percent('20'), advanceIncomeTaxRate: percent('5') }
    expect(taxed('1', '100', { ...terms, vdsRate: percent('7.5') })).toMatchObject({
      vatDeductedAtSource: '9.00',
      advanceIncomeTax: '5.00',
    })
    expect(taxed('1', '100', { ...terms, vdsRate: percent('100') })).toMatchObject({
      vatDeductedAtSource: '18.00',
      vat: '18.00',
    })
  })

  test('16 nothing is lost below 10^15 taka', () => {
    expect(taxed('1', '9999999999.99')).toMatchObject({
      value: '9999999999.99',
      vat: '1500000000.00',
      total: '11499999999.99',
    })
    expect(taxed('1', '869565217391304.34')).toMatchObject({
      vat: '130434782608695.65',
      total: '999999999999999.99',
    })
  })

  test('a taxed line without a rate is a broken invariant', () => {
    expect(() => taxOf(supply('1', '1', { vatRate: null }))).toThrow('A taxed line without its rate')
  })

  test('a category that the law does not know is a broken invariant', () => {
    expect(() => taxOf(supply('1', '1', { vatCategory: 'LUXURY' as never }))).toThrow('No case for "LUXURY"')
  })

  test('every part is the exact product rounded half-up', () => {
    fc.assert(
      fc.property(anySupply, (one) => {
        const { value, supplementaryDuty, vat } = taxOf(one)
        const nearest = (part: bigint, exact: bigint, scale: bigint) =>
          2n * (part * scale - exact) <= scale && 2n * (part * scale - exact) > -scale
        expect(nearest(value, one.quantity * one.unitPrice, 10n ** 8n)).toBe(true)
        expect(nearest(supplementaryDuty, value * one.supplementaryDutyRate, 10n ** 6n)).toBe(true)
        expect(nearest(vat, (value + supplementaryDuty) * (one.vatRate ?? 0n), 10n ** 6n)).toBe(true)
      }),
    )
  })
})
