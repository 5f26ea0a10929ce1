import { expect, test } from '@jest/globals'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import fc from 'fast-check'
import { allFonts, textFonts } from './font-files.ts'
import { readFontTables } from './font-tables.ts'
import { createPrintable } from './printable-text.ts'
import { createWidths } from './text-width.ts'

const fonts = textFonts().map(readFontTables)
const printable = createPrintable(fonts)
const workspace = '/widths'
const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: allFonts() }] })
const template = `
  #set text(fallback: false, size: 1000pt, features: (abvm: 0, blwm: 0))
  #let (fonts, texts) = json("texts.json")
  #context [#metadata(texts.map(one => measure(text(font: fonts, one)).width / 1000pt)) <widths>]
`

/** The widths in the fonts of a form, as parts of the font size. */
const widthsInTypst = (texts: readonly string[], fonts: readonly string[]): number[] => {
  compiler.mapShadow(`${workspace}/texts.json`, Buffer.from(JSON.stringify({ fonts, texts })))
  const { result } = compiler.compile({ mainFileContent: template })
  if (result === null) throw new Error('No text was measured')
  return compiler.query(result, { selector: '<widths>', field: 'value' })[0]
}

const words = 'স্কয়ার ফার্মাসিউটিক্যালস ক্ষুদ্র র‍্যাব কৌঁসুলি বর্ষীয়ান হৃদয় ট্রান্সপোর্ট সিমেন্ট Toyota WAVE ffi AV'.split(' ')
const letters = fc.integer({ min: 0x985, max: 0x9e3 }).map((code) => String.fromCodePoint(code))
const piece = fc.oneof(
  fc.constantFrom(...words),
  fc.string({ unit: letters, maxLength: 12 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
  fc.string({ unit: fc.integer({ min: 0xa1, max: 0xff }).map((code) => String.fromCodePoint(code)) }),
  fc.constantFrom('–', '—', '‘a’', '“b”', '•', '…'),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
)
const anyText = fc
  .array(piece, { minLength: 1, maxLength: 6 })
  .map((pieces) => printable(pieces.join(' ').replace(/[\n\r\f\v\u0085\u2028\u2029]/g, ' ')))

const { ofLine } = createWidths(fonts)
const orders = [
  ['Hind Siliguri', 'Noto Sans', 'Noto Sans Symbols 2'],
  ['Noto Sans', 'Hind Siliguri', 'Noto Sans Symbols 2'],
]

test.each(orders)('no sign is printed wider beside letters of Bangla: %s first', (...order) => {
  const codes = [...Array(0x5f).keys()].map((index) => 0xa1 + index)
  const signs = [...codes.map((code) => String.fromCodePoint(code)), ...'–—‘’“”•…']
  const texts = signs.flatMap((sign) => [`অ ${sign}`, `অ${sign}`, `${sign} অ`, `অ–${sign}`, `a ${sign}`])
  const printed = widthsInTypst(texts, order)
  expect(texts.filter((text, index) => (printed[index] ?? 0) > ofLine(text))).toEqual([])
})

test('no line is printed wider than it is computed', () => {
  fc.assert(
    fc.property(
      fc.array(anyText, { minLength: 50, maxLength: 50 }),
      fc.constantFrom(...orders),
      (texts, order) => {
        const printed = widthsInTypst(texts, order)
        const tooWide = texts.filter((text, index) => (printed[index] ?? 0) > ofLine(text))
        expect(tooWide).toEqual([])
      },
    ),
    { numRuns: 40 },
  )
})
