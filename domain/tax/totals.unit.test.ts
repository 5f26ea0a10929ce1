import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { percent, writeTaka } from '../money/poisha.ts'
import { anySupply, supply, written } from '../testing/supplies.ts'
import { type LineTax, taxOf } from './line.ts'
import { totalsOf } from './totals.ts'

describe('totals', () => {
  test('case 9: totals are sums of rounded lines', () => {
    const line = taxOf(supply('1', '10.10'))
    expect(writeTaka(line.vat)).toBe('1.52')
    expect(written(totalsOf([line, line, line]))).toMatchObject({
      subtotal: '30.30',
      vat: '4.56',
      grandTotal: '34.86',
    })
  })

  test('case 11: withheld taxes do not change the total', () => {
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
    })
  })

  test('are the sums of the lines', () => {
    fc.assert(
      fc.property(fc.array(anySupply, { maxLength: 20 }), (supplies) => {
        const lines: readonly LineTax[] = supplies.map(taxOf)
        const totals = totalsOf(lines)
        const sum = (part: keyof LineTax) => lines.reduce((all, line) => all + line[part], 0n)
        expect(totals.grandTotal).toBe(sum('total'))
        expect(totals.grandTotal).toBe(totals.subtotal + totals.supplementaryDuty + totals.vat)
        for (const line of lines) expect(line.vatDeductedAtSource <= line.vat).toBe(true)
      }),
    )
  })
})
