import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Percent, percent, price, taka } from '../money/poisha.ts'
import { anySupply, supply, written } from '../testing/supplies.ts'
import { amountAsked, type Supply, specificTaxAbovePrice, taxOf } from './line.ts'

const inside = { priceIncludesTax: true }
const taxed = (amount: string, unitPrice: string, terms: Partial<Supply> = {}) =>
  written(taxOf(supply(amount, unitPrice, { ...inside, ...terms })))
const duty20 = { supplementaryDutyRate: percent('20') }
const specific = { vatCategory: 'SPECIFIC', vatRate: null, specificVatPerUnit: price('2500') } as const

describe('a line whose price has tax inside', () => {
  test.each([
    ['case 11a: 95,496.57 at 15 %', '95496.57', {}, ['83040.50', '0.00', '12456.07', '95496.57']],
    ['case 4: 25,000 at 15 %', '25000', {}, ['21739.13', '0.00', '3260.87', '25000.00']],
    ['case 6: 13,800 with duty of 20 %', '13800', duty20, ['10000.00', '2000.00', '1800.00', '13800.00']],
  ])('49 %s', (_, unitPrice, terms, expected) => {
    const { value, supplementaryDuty, vat, total } = taxed('1', unitPrice, terms)
    expect([value, supplementaryDuty, vat, total]).toEqual(expected)
  })

  test('49 has its discount with tax inside too, and rounds quantity x price once', () => {
    expect(taxed('3', '33.3350', { discount: taka('10.01') })).toMatchObject({
      value: '78.26',
      vat: '11.74',
      total: '90.00',
    })
    expect(taxed('1', '115', { discount: taka('115') })).toMatchObject({ value: '0.00', total: '0.00' })
    expect(taxed('1', '0.01')).toMatchObject({ value: '0.01', vat: '0.00', total: '0.01' })
  })

  test('49 with a specific tax has that tax inside, whatever the price, and then the duty', () => {
    const gold = taxed('2.5', '95000', { ...specific, ...duty20 })
    expect(gold).toMatchObject({
      vat: '6250.00',
      supplementaryDuty: '38541.67',
      value: '192708.33',
      total: '237500.00',
    })
    const atPrice = supply('2.5', '2500', { ...inside, ...specific })
    expect(specificTaxAbovePrice(atPrice)).toBeNull()
    expect(written(taxOf(atPrice))).toMatchObject({ value: '0.00', vat: '6250.00' })
    expect(specificTaxAbovePrice({ ...atPrice, discount: taka('0.01') })).toEqual({
      vat: taka('6250'),
      asked: taka('6249.99'),
    })
    expect(specificTaxAbovePrice({ ...atPrice, unitPrice: price('1'), priceIncludesTax: false })).toBeNull()
    expect(specificTaxAbovePrice({ ...atPrice, unitPrice: price('1'), vatCategory: 'EXEMPT' })).toBeNull()
  })

  test.each([
    ['ZERO_RATED', percent('0')],
    ['EXEMPT', null],
  ] as const)('49 without VAT has only duty inside: %s', (vatCategory, vatRate) => {
    expect(taxed('1', '120', { vatCategory, vatRate, ...duty20 })).toMatchObject({
      value: '100.00',
      supplementaryDuty: '20.00',
      vat: '0.00',
      total: '120.00',
    })
  })

  test('49 has TDS on the value alone, and VDS on value and duty, at most the VAT', () => {
    const terms = { ...duty20, advanceIncomeTaxRate: percent('5'), vdsRate: percent('7.5') }
    expect(taxed('1', '13800', terms)).toMatchObject({
      advanceIncomeTax: '500.00',
      vatDeductedAtSource: '900.00',
    })
    expect(taxed('1', '13800', { ...terms, vdsRate: percent('100') })).toMatchObject({
      vatDeductedAtSource: '1800.00',
    })
  })

  test('a taxed line without a rate is a broken invariant', () => {
    expect(() => taxed('1', '1', { vatRate: null })).toThrow('A taxed line without its rate')
    expect(() => taxed('1', '1', { vatCategory: 'LUXURY' as never })).toThrow('No case for "LUXURY"')
  })

  test('49 is worth exactly what is asked, for any price, rate, duty, quantity and discount', () => {
    const discounted = fc.tuple(anySupply, fc.integer({ min: 0, max: 1000 }), fc.constantFrom(null, ...terms))
    fc.assert(
      fc.property(discounted, ([one, discount, change]) => {
        const full = amountAsked({ ...one, discount: taka('0') })
        const gross: Supply = {
          ...one,
          ...inside,
          discount: ((full * BigInt(discount)) / 1000n) as typeof full,
          ...change,
        }
        fc.pre(specificTaxAbovePrice(gross) === null)
        const { value, supplementaryDuty, vat, total, advanceIncomeTax, vatDeductedAtSource } = taxOf(gross)
        expect(value + supplementaryDuty + vat).toBe(amountAsked(gross))
        expect(total).toBe(amountAsked(gross))
        const parts = [
          value,
          supplementaryDuty,
          vat,
          advanceIncomeTax,
          vatDeductedAtSource,
          vat - vatDeductedAtSource,
        ]
        expect(parts.every((part) => part >= 0n)).toBe(true)
      }),
    )
  })
})

const terms = [
  specific,
  { ...specific, specificVatPerUnit: price('0.0001') },
  { vatCategory: 'EXEMPT', vatRate: null },
  { vatCategory: 'ZERO_RATED', vatRate: 0n as Percent },
] as const
