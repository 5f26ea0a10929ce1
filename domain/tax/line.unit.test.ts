import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { percent, price, quantity, taka, writeTaka } from '../money/poisha.ts'
import { type LineTax, type Supply, taxOf } from './line.ts'
import { totalsOf } from './totals.ts'

const supply = (amount: string, unitPrice: string, terms: Partial<Supply> = {}): Supply => ({
  quantity: quantity(amount),
  unitPrice: price(unitPrice),
  discount: taka('0'),
  vatCategory: 'STANDARD',
  vatRate: percent('15'),
  specificVatPerUnit: null,
  supplementaryDutyRate: percent('0'),
  advanceIncomeTaxRate: percent('0'),
  vdsRate: percent('0'),
  ...terms,
})

const written = (tax: object) =>
  Object.fromEntries(Object.entries(tax).map(([name, amount]) => [name, writeTaka(amount)]))
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

  test('case 9: totals are sums of rounded lines', () => {
    const line = taxOf(supply('1', '10.10'))
    expect(writeTaka(line.vat)).toBe('1.52')
    expect(written(totalsOf([line, line, line]))).toMatchObject({
      subtotal: '30.30',
      vat: '4.56',
      grandTotal: '34.86',
    })
  })

  test('case 10: a specific tax goes by the quantity, whatever the price', () => {
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

  test('case 11: withheld taxes change the cash, not the total', () => {
    const line = taxOf(
      supply('1', '500000', {
        vatCategory: 'REDUCED',
        vatRate: percent('10'),
        vdsRate: percent('10'),
        advanceIncomeTaxRate: percent('5'),
      }),
    )
    expect(written(totalsOf([line]))).toEqual({
      subtotal: '500000.00',
      supplementaryDuty: '0.00',
      vat: '50000.00',
      advanceIncomeTax: '25000.00',
      vatDeductedAtSource: '50000.00',
      grandTotal: '550000.00',
      expectedCash: '475000.00',
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

  test('exempt and zero-rated supplies bear no VAT; an exempt one may bear duty', () => {
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

  test('VDS is taken on value and duty, at most the VAT; TDS on the value alone', () => {
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

  test('a taxed line without its rate is a broken invariant', () => {
    expect(() => taxOf(supply('1', '1', { vatRate: null }))).toThrow('A taxed line without its rate')
  })

  test('a category that the law does not know is a broken invariant', () => {
    expect(() => taxOf(supply('1', '1', { vatCategory: 'LUXURY' as never }))).toThrow('No case for "LUXURY"')
  })
})

describe('totals', () => {
  const anySupply = fc
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

  test('are the sums of the lines, and cash is the total less what is withheld', () => {
    fc.assert(
      fc.property(fc.array(anySupply, { maxLength: 20 }), (supplies) => {
        const lines: readonly LineTax[] = supplies.map(taxOf)
        const totals = totalsOf(lines)
        const sum = (part: keyof LineTax) => lines.reduce((all, line) => all + line[part], 0n)
        expect(totals.grandTotal).toBe(sum('total'))
        expect(totals.grandTotal).toBe(totals.subtotal + totals.supplementaryDuty + totals.vat)
        expect(totals.expectedCash).toBe(sum('total') - sum('advanceIncomeTax') - sum('vatDeductedAtSource'))
        for (const line of lines) expect(line.vatDeductedAtSource <= line.vat).toBe(true)
      }),
    )
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
