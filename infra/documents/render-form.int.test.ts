import { afterAll, describe, expect } from '@jest/globals'
import fc from 'fast-check'
import { popplerTest, textOfPages } from '../run/local/testing/poppler.ts'
import { closeCompilers } from './compiler.ts'
import type { PrintedForm } from './printed-form.ts'
import { renderForm } from './render-form.ts'
import { banglaLabels, sampleForm } from './testing/sample-form.ts'

const test = await popplerTest()
afterAll(closeCompilers)

const createdAt = new Date('2026-07-31T08:05:00Z')
const pagesOf = async (form: PrintedForm): Promise<string[]> =>
  textOfPages((await renderForm(form, { createdAt })).pdf)

const inOrder = (text: string, parts: readonly string[]): boolean => {
  let at = 0
  return parts.every((part) => {
    at = text.indexOf(part, at) + part.length
    return at >= part.length
  })
}

describe('the text of a document', () => {
  test('has each label in Bangla exactly', async () => {
    const text = (await pagesOf(sampleForm(banglaLabels))).join('\n')
    const found = banglaLabels.map(
      (_, index) => new RegExp(`^ +${index + 1}  +(.+?)  +bag`, 'm').exec(text)?.[1],
    )
    expect(found).toEqual([...banglaLabels])
  })

  test('has a text in Bangla of a user exactly, also in a form in English', async () => {
    const description = 'স্কয়ার ফার্মাসিউটিক্যালস, তেজগাঁও ক্ষুদ্র র‍্যাব কৌঁসুলি বর্ষীয়ান হৃদয় ট্রান্সপোর্ট'
    for (const lang of ['bn', 'en'] as const)
      expect((await pagesOf(sampleForm([description], { lang })))[0]).toContain(description)
  })

  test('has the amounts of a row and of the totals in their order', async () => {
    const [page = ''] = await pagesOf(sampleForm(['Portland cement']))
    const row = [
      'Portland cement',
      'bag',
      '10',
      '1,000.00',
      '10,000.00',
      '20%',
      '2,000.00',
      '15%',
      '1,800.00',
    ]
    const totals = ['সর্বমোট', '7,77,777.77', '8,88,888.88', '9,99,999.99', '6,66,666.66']
    expect(inOrder(page, [...row, '13,800.00', ...totals, 'কথায়', 'তেরো হাজার আটশ টাকা মাত্র'])).toBe(true)
  })

  test('has the whole number of a place with a long code on each page', async () => {
    const number = 'MUSHAK-6.3-MOTIJ2-2026-07-100000000000001'
    const document = [{ label: 'Credit note no.', value: number }]
    const pages = await pagesOf(sampleForm(Array(30).fill('Cement'), { document, lang: 'en' }))
    expect(pages.map((page) => page.split(number).length - 1)).toEqual([2, 1])
  })

  test('on several pages has the headings again, page numbers and carried totals', async () => {
    const descriptions = Array.from({ length: 60 }, (_, index) => `Article ${index + 1} end`)
    const pages = await pagesOf(sampleForm(descriptions))
    const count = '০১২৩৪৫'[pages.length]
    expect(pages.length).toBeGreaterThan(1)
    pages.forEach((page, index) => {
      expect(page.includes('পণ্য বা সেবার বর্ণনা')).toBe(page.includes('Article'))
      expect(page).toMatch(new RegExp(`পৃষ্ঠা ${'০১২৩৪৫'[index + 1]} / ${count}`))
      const last = /Article (\d+) end(?![\s\S]*Article)/.exec(page)?.[1] ?? '60'
      const isLast = last === '60'
      expect(page.includes('পরবর্তী পৃষ্ঠায় নীত')).toBe(!isLast)
      if (!isLast) expect(page).toMatch(new RegExp(`পরবর্তী পৃষ্ঠায় নীত +${last}0,000.00`))
      if (!isLast) expect(pages[index + 1]).toMatch(new RegExp(`পূর্ববর্তী পৃষ্ঠা হতে আনীত +${last}0,000.00`))
    })
    expect(pages.join('').match(/Article \d+ end/g)).toHaveLength(60)
  })

  test('that does not fit on a page with the signature has rows on the page of the signature', async () => {
    for (let count = 10; count <= 24; count++) {
      const pages = await pagesOf(sampleForm(Array.from({ length: count }, () => 'Article')))
      const last = pages.at(-1) ?? ''
      expect(last).toContain('Rahim Uddin')
      expect(last.match(/Article/g)?.length).toBeGreaterThanOrEqual(2)
      expect(pages.join('').match(/Article/g)).toHaveLength(count)
    }
  })

  test('with a row that is higher than a page has page numbers and carried totals too', async () => {
    const high = Array.from({ length: 800 }, (_, index) => `word${index}`).join(' ')
    const pages = await pagesOf(sampleForm(['First', high.slice(0, 5000), ...Array(40).fill('Other')]))
    expect(pages.length).toBeGreaterThan(2)
    pages.forEach((page, index) => {
      expect(page).toContain(`পৃষ্ঠা ${'০১২৩৪৫'[index + 1]} / ${'০১২৩৪৫'[pages.length]}`)
    })
    expect(pages.join('').match(/Other/g)).toHaveLength(40)
    expect(pages.at(-1)).toMatch(/পূর্ববর্তী পৃষ্ঠা হতে আনীত +\d+0,000\.00/)
  })

  test('has a watermark and a proof', async () => {
    const text = `PROOF1/NO=MUSHAK-6.3-2026-07-000001/SIG=Il1O0${'-_xI'.repeat(20)}_A`
    const lines = [text.slice(0, 36), text.slice(36)]
    const modules = Array.from({ length: 33 }, (_, y) =>
      Array.from({ length: 33 }, (_, x) => (x + y) % 2 === 0),
    )
    const form = sampleForm(['Cement'], { watermark: 'খসড়া' })
    const { pdf } = await renderForm(form, { createdAt, proof: { text, lines, modules } })
    const [page = ''] = textOfPages(pdf)
    expect(page).toContain('খসড়া')
    for (const line of lines) expect(page).toContain(line)
    expect(pdf.toString('latin1')).toContain(text)
  })
})

describe('a report', () => {
  test('has headings over all columns, and neither totals nor a signature where it has none', async () => {
    const { rows } = sampleForm(['One', 'Two'])
    const heading = { heading: 'Part 3: supplies', cells: [], runningTotals: [] }
    const parts = { totals: null, inWords: null, signature: [] }
    const [page = ''] = await pagesOf(sampleForm([], { ...parts, rows: [heading, ...rows] }))
    expect(inOrder(page, ['পণ্য বা সেবার বর্ণনা', 'Part 3: supplies', 'One', 'Two', '¹ সকল প্রকার'])).toBe(true)
    for (const text of ['সর্বমোট', 'কথায়', 'স্বাক্ষর']) expect(page).not.toContain(text)
  })

  test('keeps the words of a column whole where its form says so, else breaks long ones', async () => {
    const number = 'MUSHAK-6.3-MOTIJ2-2026-07-000001'
    const form = sampleForm(['Cement'])
    const rows = form.rows.map((row) => ({ ...row, cells: row.cells.with(2, number) }))
    const columns = form.columns.map((column, index) =>
      index === 2 ? ({ ...column, wholeWords: true } as const) : column,
    )
    expect((await pagesOf({ ...form, rows }))[0]).not.toContain(`  ${number}  `)
    expect((await pagesOf({ ...form, rows, columns }))[0]).toContain(number)
  })
})

describe('a text of a user', () => {
  const hostile = [
    ...[
      '#panic("out")',
      '*bold* _it_ $x^2$',
      '@ref <label>',
      '// no comment',
      '/* */ \\',
      '\\u{23}sys.inputs',
    ],
    ...['= Heading', '- list', '`raw`', '"quoted" \'one\'', '{{}} [[]]', '#let x = 1; #x'],
  ]
  test.each(hostile)('%s is printed as it is', async (text) => {
    const [page] = await pagesOf(sampleForm([text], { seller: [{ label: 'Name', value: text }] }))
    expect(page?.split(text)).toHaveLength(3)
  })

  test('with a character that no font has is printed with a box', async () => {
    const [page] = await pagesOf(sampleForm(['漢 👩‍👩‍👧 שלום e\u0301 \uD800 \u{E000} \u{1F9FF} end']))
    expect(page).toMatch(/▯ ▯ ▯▯▯▯ (é|e\u0301) \uFFFD ▯ ▯ end/)
  })

  test('that is one long word stays in its cell', async () => {
    const [page] = await pagesOf(sampleForm([`${'A'.repeat(300)}`, 'ক'.repeat(200)], { lang: 'en' }))
    expect(page?.match(/(?<= )A+(?= |$)/gm)?.join('')).toHaveLength(300)
    expect(page?.match(/(?<= )ক+(?= |$)/gm)?.join('')).toHaveLength(200)
    expect(page).toContain('bag')
  })

  test('of 5,000 characters may be one word, or letters with a dot and a sign below it', async () => {
    const texts = ['ক'.repeat(5000), 'ঝাড়ু '.repeat(800).trim(), 'A'.repeat(5000)]
    const text = (await pagesOf(sampleForm(texts))).join('\n')
    expect(text.match(/ক/g)?.length).toBeGreaterThanOrEqual(5000)
    expect(text.match(/A{2,}/g)?.join('').length).toBeGreaterThanOrEqual(5000)
    expect(text.normalize('NFC').match(/ঝাড়ু/g)).toHaveLength(800)
    expect(text.match(/13,800\.00/g)?.length).toBeGreaterThanOrEqual(3)
  })

  test('of any kind never fails a document and never changes its structure', async () => {
    const banglaUnit = fc.oneof(
      fc.integer({ min: 0x980, max: 0x9ff }).map((code) => String.fromCodePoint(code)),
      fc.constantFrom(' ', '\u200c', '\u200d'),
    )
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom(...hostile, '\u200b\u200d', '\u202e', '\u0301\u0301', '়ুা', 'র‍্য', '\uFEFF', '\u2028'),
      fc.string({ unit: banglaUnit, maxLength: 30 }),
    )
    const anyText = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join('').replace(/[\n\f]/g, ' '))
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 40, maxLength: 40 }), async (descriptions) => {
        const marked = descriptions.map((text, index) => `Begin${index + 1} ${text}`)
        const text = (await pagesOf(sampleForm(marked))).join('\n')
        expect([...text.matchAll(/Begin(\d+)/g)].map(([, position]) => Number(position))).toEqual(
          marked.map((_, index) => index + 1),
        )
        expect(text.match(/13,800\.00/g)?.length).toBeGreaterThanOrEqual(40)
        expect(inOrder(text, ['সর্বমোট', '7,77,777.77', '6,66,666.66', 'তেরো হাজার'])).toBe(true)
      }),
      { numRuns: Number(process.env.DOCUMENT_RUNS ?? 5) },
    )
  })
})

describe('the file', () => {
  test('is the same for the same form and time, and another one at another time', async () => {
    const form = sampleForm(['Cement', 'চাল'])
    const one = await renderForm(form, { createdAt })
    await renderForm(sampleForm(['Another']), { createdAt })
    const again = await renderForm(form, { createdAt })
    const later = await renderForm(form, { createdAt: new Date('2026-08-01T00:00:00Z') })
    expect(again.pdf.equals(one.pdf)).toBe(true)
    expect(later.pdf.equals(one.pdf)).toBe(false)
  })
})

describe('more documents than may wait', () => {
  test('are refused, while longer ones are still made', async () => {
    const many = Array.from({ length: 110 }, () => renderForm(sampleForm(['Cement']), { createdAt }))
    const long = renderForm(sampleForm(Array(30).fill('Cement')), { createdAt })
    const outcomes = await Promise.allSettled(many)
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(refused.length).toBeGreaterThanOrEqual(9)
    for (const { code } of refused) expect(code).toBe('QUEUE_FULL')
    expect(outcomes[0]?.status).toBe('fulfilled')
    expect((await long).pages).toBe(2)
    expect((await renderForm(sampleForm(['Cement']), { createdAt })).pages).toBe(1)
  })
})
