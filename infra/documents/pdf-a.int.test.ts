import { afterAll, expect } from '@jest/globals'
import { validatePdfA2b, veraPdfTest } from '../run/local/testing/verapdf.ts'
import { closeCompilers } from './compiler.ts'
import { renderForm } from './render-form.ts'
import { sampleForm, sampleRow } from './testing/sample-form.ts'

const { test, jars } = await veraPdfTest()
afterAll(closeCompilers)

const createdAt = new Date('2026-07-31T08:05:00Z')
const proof = {
  text: 'PROOF1/NO=MUSHAK-6.3-2026-07-000001/SIG=Il1O0',
  lines: ['PROOF1/NO=MUSHAK-6.3-2026-07-000001/', 'SIG=Il1O0'],
  modules: Array.from({ length: 33 }, (_, y) => Array.from({ length: 33 }, (_, x) => (x * y) % 3 === 0)),
}

test('documents are valid PDF/A-2b', async () => {
  const odd = ['漢字 ✓ € Ж é', 'ঝাড়ু র‍্যাব', '#let x = 1', 'A'.repeat(200), '\u{1F600}\u{E0100}\uFFFF']
  const forms = {
    bangla: sampleForm(['পোর্টল্যান্ড সিমেন্ট']),
    english: sampleForm(['Portland cement'], { lang: 'en', isDuplicate: true }),
    draft: sampleForm(odd, { watermark: 'খসড়া', copyText: '' }),
    report: sampleForm([], {
      ...{ totals: null, inWords: null, signature: [] },
      rows: [{ heading: 'অংশ-৩', cells: [], runningTotals: [] }, sampleRow(1, 'সিমেন্ট')],
    }),
    long: sampleForm(Array.from({ length: 100 }, (_, index) => `Article ${index}`)),
  }
  const files: Record<string, Buffer> = {}
  for (const [name, form] of Object.entries(forms))
    files[name] = (await renderForm(form, { createdAt, proof: name === 'draft' ? undefined : proof })).pdf
  const expected = Object.fromEntries(Object.keys(forms).map((name) => [name, 'PASS']))
  expect(validatePdfA2b(jars, files)).toEqual(expected)
}, 180_000)
