import { describe, expect, test } from '@jest/globals'
import type { LineInput } from '../invoice/draft/input.ts'
import { approving, creatingLines, dutiableBags, numbering, tenBags } from '../testing/examples.ts'
import { invoiceAfter } from '../testing/scenario.ts'
import type { Language } from './form.ts'
import { taxInvoiceForm } from './tax-invoice.ts'

const formOf = (lines: readonly LineInput[], lang: Language = 'en') =>
  taxInvoiceForm(invoiceAfter(creatingLines(...lines), approving(), numbering()), { lang, copy: '1' })

const cellsOf = (line: LineInput, lang: Language = 'en') => formOf([line], lang).rows[0]?.cells

describe('a line of the 6.3, column by column', () => {
  test('case 5: with supplementary duty', () => {
    expect(cellsOf(dutiableBags)).toEqual([
      ...['1', 'Portland cement, 50 kg\nHS/service code: 2523.29.00', 'bag', '10', '1,000.00', '10,000.00'],
      ...['20%', '2,000.00', '15%', '1,800.00', '13,800.00'],
    ])
    expect(cellsOf(dutiableBags, 'bn')).toEqual([
      ...['১', 'Portland cement, 50 kg\nএইচএস/সেবা কোড: 2523.29.00', 'bag', '১০', '১,০০০.০০'],
      ...['১০,০০০.০০', '২০%', '২,০০০.০০', '১৫%', '১,৮০০.০০', '১৩,৮০০.০০'],
    ])
  })

  test('case 10: with a specific tax', () => {
    const gold: LineInput = {
      ...{ description: 'স্বর্ণ', unit: 'ভরি', quantity: '2.5', unitPrice: '140000' },
      ...{ vatCategory: 'SPECIFIC', specificVatPerUnit: '2500' },
    }
    expect(cellsOf(gold, 'bn')?.slice(2)).toEqual([
      ...['ভরি', '২.৫', '১,৪০,০০০.০০', '৩,৫০,০০০.০০', '—', '০.০০'],
      ...['সুনির্দিষ্ট কর\n৳২,৫০০.০০ / ভরি', '৬,২৫০.০০', '৩,৫৬,২৫০.০০'],
    ])
    expect(cellsOf({ ...gold, unit: null })?.slice(8)).toEqual([
      'Specific tax\n৳2,500.00',
      ...['6,250.00', '3,56,250.00'],
    ])
  })

  test('case 11a: with the tax inside the price', () => {
    const inclusive = {
      description: 'Generator',
      quantity: '1',
      unitPrice: '95496.57',
      priceIncludesTax: true,
    }
    expect(cellsOf(inclusive)).toEqual([
      ...['1', 'Generator', '—', '1', '83,040.50', '83,040.50', '—', '0.00', '15%', '12,456.07', '95,496.57'],
    ])
  })

  test('with a discount, which is printed with the description', () => {
    const line = { ...dutiableBags, hsCode: null, discount: '1234.50' }
    expect(cellsOf(line)?.slice(1, 6)).toEqual([
      ...['Portland cement, 50 kg\nDiscount: ৳1,234.50', 'bag', '10', '1,000.00', '8,765.50'],
    ])
    expect(cellsOf(line, 'bn')?.[1]).toBe('Portland cement, 50 kg\nমূল্যছাড়: ৳১,২৩৪.৫০'.normalize('NFC'))
  })

  const of = (vatCategory: LineInput['vatCategory'], more: Partial<LineInput> = {}): LineInput => ({
    ...tenBags,
    hsCode: null,
    vatCategory,
    ...more,
  })
  test.each<[string, LineInput, string, string, string]>([
    ['STANDARD', of('STANDARD'), '15%', '১৫%', '1,500.00'],
    ['REDUCED', of('REDUCED', { vatRate: '7.5' }), '7.5%', '৭.৫%', '750.00'],
    ['TRUNCATED', of('TRUNCATED'), '5%', '৫%', '500.00'],
    [
      ...(['SPECIFIC', of('SPECIFIC', { specificVatPerUnit: '1.5' })] as const),
      ...(['Specific tax\n৳1.50 / bag', 'সুনির্দিষ্ট কর\n৳১.৫০ / bag', '15.00'] as const),
    ],
    [
      ...(['ZERO_RATED', of('ZERO_RATED', { supplyClass: 'DIRECT_EXPORT' })] as const),
      ...(['Zero-rated', 'শূন্য হার', '0.00'] as const),
    ],
    ['EXEMPT', of('EXEMPT'), 'Exempt', 'অব্যাহতিপ্রাপ্ত', '0.00'],
  ])('of the category %s', (_, line, english, inBangla, vat) => {
    const [cells, cellsInBangla] = [cellsOf(line), cellsOf(line, 'bn')]
    expect([cells?.[8], cells?.[9]]).toEqual([english, vat])
    expect(cellsInBangla?.[8]).toBe(inBangla.normalize('NFC'))
    expect([...(cells ?? []), ...(cellsInBangla ?? [])].filter((cell) => /^[0০]\s?%/.test(cell))).toEqual([])
  })
})

describe('totals', () => {
  const form = formOf([dutiableBags, { ...tenBags, quantity: '1' }, dutiableBags])

  test('sum columns 6, 8, 10 and 11, and are those of the invoice', () => {
    expect(form.totals).toEqual({
      label: 'Total',
      cells: ['', '', '', '', '', '21,000.00', '', '4,000.00', '', '3,750.00', '28,750.00'],
    })
  })

  test('run from row to row, for the end of a page', () => {
    expect(form.rows.map(({ runningTotals }) => runningTotals.filter((text) => text !== ''))).toEqual([
      ['10,000.00', '2,000.00', '1,800.00', '13,800.00'],
      ['11,000.00', '2,000.00', '1,950.00', '14,950.00'],
      ['21,000.00', '4,000.00', '3,750.00', '28,750.00'],
    ])
  })

  test('are in words, in the language of the form', () => {
    expect(form.inWords).toEqual({
      label: 'In words',
      value: 'Twenty-Eight Thousand Seven Hundred Fifty Taka Only',
    })
    expect(formOf([dutiableBags], 'bn').inWords).toEqual({
      label: 'কথায়'.normalize('NFC'),
      value: 'তেরো হাজার আটশ টাকা মাত্র',
    })
  })

  test('of 500 lines are exact, and every line has its number', () => {
    const long = formOf(
      Array.from({ length: 500 }, () => ({ description: 'Nail', quantity: '1', unitPrice: '10.10' })),
      'bn',
    )
    expect(long.rows).toHaveLength(500)
    expect(long.rows.at(-1)?.cells[0]).toBe('৫০০')
    expect(long.totals.cells.slice(5)).toEqual(['৫,০৫০.০০', '', '০.০০', '', '৭৬০.০০', '৫,৮১০.০০'])
  })
})
