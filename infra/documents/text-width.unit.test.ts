import { expect, test } from '@jest/globals'
import { textFonts } from './font-files.ts'
import { readFontTables } from './font-tables.ts'
import { createWidths } from './text-width.ts'

const { ofLine, ofLongestWord } = createWidths(textFonts().map(readFontTables))

test('the width of a line grows with its characters, and the longest word is the widest of a text', () => {
  expect(ofLine('bag of rice')).toBeGreaterThan(ofLine('bag of') + ofLongestWord('rice') - 0.3)
  expect(ofLongestWord('bag of rice')).toBe(ofLongestWord('bag'))
})

test('a text with a line feed, or with a sign that belongs to no letter, may need any width', () => {
  for (const text of ['bag\nof rice', '\u09be', 'A\u09bf', 'ক\u09be\u09be', '\u09cdক', 'Ἀ'])
    expect(ofLine(text)).toBe(Number.POSITIVE_INFINITY)
  for (const text of ['কৌঁসুলি', 'ক্ষুদ্র', 'বর্ষীয়ান', 'দুঃখ', 'ঝাড়ু', '—', '12 mm × 3 m – “é”'])
    expect(ofLine(text)).toBeLessThan(10)
})
