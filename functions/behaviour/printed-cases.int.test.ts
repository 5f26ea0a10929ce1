import { afterAll, describe, expect } from '@jest/globals'
import type { PrintedForm } from '../../domain/document/form.ts'
import { noteForm } from '../../domain/document/note.ts'
import { reportLabelsInBangla } from '../../domain/document/report-labels-in-bangla.ts'
import { reportLabelsInEnglish } from '../../domain/document/report-labels-in-english.ts'
import { salesBookForm } from '../../domain/document/sales-book.ts'
import { taxInvoiceForm } from '../../domain/document/tax-invoice.ts'
import type { LineInput } from '../../domain/invoice/draft/input.ts'
import { returnNotes } from '../../domain/report/return-notes.ts'
import { numberingNote } from '../../domain/testing/documents.ts'
import { approving, creating, crediting, dutiableBags, numbering } from '../../domain/testing/examples.ts'
import { bookLine, creditLine, reportOfJuly } from '../../domain/testing/reports.ts'
import { type Decide, invoiceAfter } from '../../domain/testing/scenario.ts'
import { closeCompilers } from '../../infra/documents/compiler.ts'
import { renderForm } from '../../infra/documents/render-form.ts'
import { popplerTest, textOfPages } from '../../infra/run/local/testing/poppler.ts'

const test = await popplerTest()
afterAll(closeCompilers)

type Printable = Parameters<typeof renderForm>[0]

/** The words of each line of the first page. */
const linesOf = async (form: Printable): Promise<string[]> => {
  const { pdf } = await renderForm(form, { createdAt: new Date(0) })
  const [page = ''] = textOfPages(pdf)
  return page.split('\n').map((line) => line.trim().replace(/\s+/g, ' '))
}

const issued = (line: LineInput, ...more: readonly Decide[]) =>
  invoiceAfter(creating({ lineItems: [line] }), approving(), numbering(), ...more)
const invoiceForm = (line: LineInput, lang: 'bn' | 'en' = 'bn'): PrintedForm =>
  taxInvoiceForm(issued(line), { lang, copy: '1' })

describe('a worked case has its figures on paper, to the poisha', () => {
  test('case 5: supplementary duty is in the base of VAT', async () => {
    const lines = await linesOf(invoiceForm(dutiableBags))
    expect(lines).toContain(
      '১ Portland cement, 50 kg bag ১০ ১,০০০.০০ ১০,০০০.০০ ২০% ২,০০০.০০ ১৫% ১,৮০০.০০ ১৩,৮০০.০০',
    )
    expect(lines).toContain('সর্বমোট ১০,০০০.০০ ২,০০০.০০ ১,৮০০.০০ ১৩,৮০০.০০')
    expect(lines).toContain('কথায় : তেরো হাজার আটশ টাকা মাত্র'.normalize('NFC'))
  })

  test('case 10: a specific tax is by quantity, whatever the price', async () => {
    const gold: LineInput = {
      ...{ description: 'Gold', unit: 'bhori', quantity: '2.5', unitPrice: '140000' },
      ...{ vatCategory: 'SPECIFIC', specificVatPerUnit: '2500' },
    }
    const lines = await linesOf(invoiceForm(gold, 'en'))
    expect(lines.join('\n')).toMatch(
      /^1 Gold bhori 2\.5 1,40,000\.00 3,50,000\.00 — 0\.00 Specific( tax)? 6,250\.00 3,56,250\.00$/m,
    )
    expect(lines.join(' ')).toContain('৳2,500.00')
    expect(lines).toContain('Total 3,50,000.00 0.00 6,250.00 3,56,250.00')
  })

  test('case 11a: a price with the tax inside is printed without it', async () => {
    const inclusive: LineInput = {
      ...{ description: 'Generator', unit: 'pcs', quantity: '1', unitPrice: '95496.57' },
      priceIncludesTax: true,
    }
    expect(await linesOf(invoiceForm(inclusive))).toContain(
      '১ Generator pcs ১ ৮৩,০৪০.৫০ ৮৩,০৪০.৫০ — ০.০০ ১৫% ১২,৪৫৬.০৭ ৯৫,৪৯৬.৫৭',
    )
  })

  test('case 12: a credit note has the supply and the adjustment', async () => {
    const credited = issued(
      dutiableBags,
      crediting([{ lineItemId: 'i-1-1', quantity: '4' }]),
      numberingNote('CREDIT_NOTE', 'n-credit'),
    )
    const form = noteForm(credited, 'n-credit', { lang: 'en', copy: '1' })
    if (!form.ok) throw new Error(form.refusal.message)
    const lines = await linesOf(form.value)
    expect(lines).toContain(
      '1 MUSHAK-6.3-2024-10-000001 Returned 13,800.00 10 bag 1,800.00 2,000.00 5,520.00 4 bag 720.00 800.00',
    )
    expect(lines).toContain('In words : Five Thousand Five Hundred Twenty Taka Only')
  })

  test('case 13: an invoice of 18:00 UTC on 30 June is one of 1 July, 00:00, with the first serial', async () => {
    const at = '2026-06-30T18:00:00Z'
    const invoice = invoiceAfter(
      creating({ lineItems: [dutiableBags], invoiceDate: '2026-06-30', dueDate: '2026-07-31' }, { at }),
      approving({ at }),
      numbering(1, at),
    )
    const text = (await linesOf(taxInvoiceForm(invoice, { lang: 'bn', copy: '1' }))).join('\n')
    for (const part of ['MUSHAK-6.3-2026-07-000001', 'ইস্যুর তারিখ : ০১/০৭/২০২৬', 'ইস্যুর সময় : ০০:০০'])
      expect(text).toContain(part.normalize('NFC'))
  })

  test('case 12: the sales book has the credit note as negative, and totals of what is left', async () => {
    const lines = await linesOf(salesBookForm(reportOfJuly(), [bookLine(), creditLine], 'en'))
    const text = lines.join('\n')
    expect(text).toMatch(/^1 31\/07\/2026 .* MUSHAK-6\.3-2026-07-000001 .* 10,000\.00 2,000\.00 1,800\.00$/m)
    expect(text).toMatch(/^2 31\/07\/2026 .* MUSHAK-6\.7-2026-07-000001 .* -4,000\.00 -800\.00 -720\.00 /m)
    expect(lines).toContain('Total 6,000.00 1,200.00 1,080.00')
  })
})

test('a tax invoice has each amount of each category of VAT exactly, in both languages', async () => {
  const of = (vatCategory: LineInput['vatCategory'], more: Partial<LineInput> = {}): LineInput => ({
    ...{ description: 'Goods', unit: 'pcs', quantity: '12', unitPrice: '9500.50', vatCategory },
    ...more,
  })
  const lineItems = [
    ...[of('STANDARD', { supplementaryDutyRate: '20' }), of('REDUCED', { vatRate: '7.5', discount: '1500' })],
    ...[of('TRUNCATED'), of('SPECIFIC', { specificVatPerUnit: '2.5', unit: null })],
    ...[
      of('ZERO_RATED', { supplyClass: 'DEEMED_EXPORT' }),
      of('EXEMPT'),
      of('STANDARD', { priceIncludesTax: true }),
    ],
  ]
  const invoice = invoiceAfter(creating({ lineItems }), approving(), numbering())
  /** The words of column 9 may go over two lines. */
  const rowsIn = async (lang: 'bn' | 'en') =>
    (await linesOf(taxInvoiceForm(invoice, { lang, copy: '2' })))
      .filter((line) => /^([1-7] Goods|[১-৭] Goods|Total|সর্বমোট)/.test(line))
      .map((line) => line.replace(/(?<=Specific) tax|(?<=সুনির্দিষ্ট) কর/, ''))
  const english = await rowsIn('en')
  expect(english).toEqual([
    '1 Goods pcs 12 9,500.50 1,14,006.00 20% 22,801.20 15% 20,521.08 1,57,328.28',
    '2 Goods pcs 12 9,500.50 1,12,506.00 — 0.00 7.5% 8,437.95 1,20,943.95',
    '3 Goods pcs 12 9,500.50 1,14,006.00 — 0.00 5% 5,700.30 1,19,706.30',
    '4 Goods — 12 9,500.50 1,14,006.00 — 0.00 Specific 30.00 1,14,036.00',
    '5 Goods pcs 12 9,500.50 1,14,006.00 — 0.00 Zero-rated 0.00 1,14,006.00',
    '6 Goods pcs 12 9,500.50 1,14,006.00 — 0.00 Exempt 0.00 1,14,006.00',
    '7 Goods pcs 12 8,261.304 99,135.65 — 0.00 15% 14,870.35 1,14,006.00',
    'Total 7,81,671.65 22,801.20 49,559.68 8,54,032.53',
  ])
  const words = { 'Zero-rated': 'শূন্য হার', Exempt: 'অব্যাহতিপ্রাপ্ত', Specific: 'সুনির্দিষ্ট', Total: 'সর্বমোট' }
  const inBangla = (line: string): string =>
    Object.entries(words)
      .reduce((text, [from, to]) => text.replace(from, to.normalize('NFC')), line)
      .replace(/[0-9]/g, (digit) => '০১২৩৪৫৬৭৮৯'.charAt(Number(digit)))
  expect(await rowsIn('bn')).toEqual(english.map(inBangla))
})

/** The texts of the labels, in pieces that fit in a line of the column for descriptions. */
const piecesOfLabels = (labels: unknown): string[] => {
  const texts: string[] = []
  JSON.stringify(labels, (_, value) => {
    if (typeof value === 'string') texts.push(...value.split('\n'))
    return value
  })
  const pieces = texts.flatMap((text) => text.match(/\S.{0,60}(?=\s|$)/gu) ?? [])
  return [...new Set(pieces.map((text) => text.trim()))].filter((text) => text.length > 1)
}

test.each([
  ['Bangla', reportLabelsInBangla],
  ['English', reportLabelsInEnglish],
])('the text of a page has each label of the reports in %s exactly', async (_, labels) => {
  const pieces = piecesOfLabels([labels, returnNotes])
  const lineItems = pieces.map((description) => ({ ...dutiableBags, description, hsCode: null }))
  const invoice = invoiceAfter(creating({ lineItems }), approving(), numbering())
  const { pdf } = await renderForm(taxInvoiceForm(invoice, { lang: 'en', copy: '1' }), {
    createdAt: new Date(0),
  })
  const text = textOfPages(pdf).join('\n')
  const found = [...text.matchAll(/^ *\d+ +(\S.*?) {2,}bag /gmu)].map(([, description]) => description)
  expect(found).toEqual(pieces)
})
