import { describe, expect, test } from '@jest/globals'
import { textFonts } from './font-files.ts'
import { readFontTables } from './font-tables.ts'
import { breakLongWords, breakMark, createPrintable, replaceUnusual } from './printable-text.ts'

const fonts = textFonts().map(readFontTables)
const printable = createPrintable(fonts)

describe('the tables of the fonts', () => {
  test('say which characters each font has', () => {
    const has = (text: string) => fonts.map((font) => font.has(text.codePointAt(0) ?? 0))
    expect(has('ক')).toEqual([true, false, false])
    expect(has('Ж')).toEqual([false, true, false])
    expect(has('▯')).toEqual([false, false, true])
    expect(has('漢')).toEqual([false, false, false])
    expect(has(breakMark)).toEqual([false, false, false])
  })

  test('say how wide characters are', () => {
    const widths = fonts.map(({ widthOf }) => [...'0Wক漢'].map((one) => widthOf(one.codePointAt(0) ?? 0)))
    expect(widths[1]).toEqual([0.572, 0.93, 0, 0])
    expect(widths[0]?.[2]).toBeGreaterThan(0.5)
  })
})

describe('a printable text', () => {
  test.each([
    ['usual text', 'Cement, ৫০ কেজি\n(শাহ্ স্পেশাল) র‍্যাব'],
    ['letters of other European languages', 'Žluťoučký Ελλάδα Россия'],
    ['symbols', '✓ ★ €'],
    ['an empty text', ''],
  ])('%s stays as it is', (_, text) => expect(printable(text)).toBe(text))

  test.each([
    ['a character that no font has', 'a漢b', 'a▯b'],
    ['one of several code points', 'a👩‍👩‍👧b', 'a▯b'],
    ['a letter with a mark of another script', 'ক\u0301', '▯'],
    ['half of a surrogate pair', '\uD800', '\uFFFD'],
    ['a selector of a form', 'a\u{E0100}b', 'ab'],
    ['a break mark', breakMark, '▯'],
    ['a space of another kind', 'a\u3000b', 'a b'],
    ['a control character', 'a\u0007b', 'a▯b'],
  ])('%s is replaced', (_, text, expected) => expect(printable(text)).toBe(expected))

  test('strictly keeps only ASCII and Bangla', () => {
    expect(replaceUnusual('Cement সিমেন্ট')).toBe('Cement সিমেন্ট')
    expect(replaceUnusual('é 漢\n€')).toBe('▯ ▯\n▯')
  })
})

describe('a long word', () => {
  test('gets marks, and a short one none', () => {
    expect(breakLongWords('short abcdefghijklm', 12)).toBe(`short abcdef${breakMark}ghijkl${breakMark}m`)
    expect(breakLongWords('abcdefghijkl mnopqrstuvwx', 12)).toBe('abcdefghijkl mnopqrstuvwx')
  })

  test('that is a figure stays whole', () => {
    for (const text of ['-99,99,99,99,99,99,999.999999 kg', '৯৯,৯৯,৯৯,৯৯,৯৯,৯৯,৯৯৯.৯৯৯৯৯৯ কেজি'])
      expect(breakLongWords(text, 16)).toBe(text)
    expect(breakLongWords('9'.repeat(29), 16)).toContain(breakMark)
  })

  test('is broken between characters, not inside one', () => {
    const pieces = breakLongWords('কি'.repeat(13), 12).split(breakMark)
    expect(pieces).toEqual(['কি'.repeat(6), 'কি'.repeat(6), 'কি'])
  })
})
