import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { suffixesOf, wordsOf } from './words.ts'

test.each([
  ['Padma Traders (Pvt.) Ltd.', ['padma', 'traders', 'pvt', 'ltd']],
  ['002871821-0101', ['002871821', '0101']],
  ['INV-2024-10-15-000123', ['inv', '2024', '10', '15', '000123']],
  ['50%_off', ['50', 'off']],
  ['মেঘনা ফার্মেসি।', ['মেঘনা', 'ফার্মেসি']],
  ['৳১,২৫০', ['1', '250']],
  ['% \\ _ \' " ।', []],
])('the words of %s', (text, expected) => {
  expect(wordsOf(text)).toEqual(expected)
})

test.each([
  ['the two ways to write য়', 'রা\u09df', 'রা\u09af\u09bc'],
  ['the two ways to write ো', 'ক\u09cb', 'ক\u09c7\u09be'],
  ['Bangla digits', '০০১২৩', '00123'],
  ['Arabic digits', '٠٠١٢٣', '00123'],
  ['sharp s and ss', 'Straße', 'STRASSE'],
  ['sigma at the end and inside', 'ΟΔΟΣ', 'οδοσ'],
  ['the dotted I', 'İstanbul', 'istanbul'],
  ['with and without a variation selector', 'ক\ufe0fখ', 'কখ'],
  ['upper and lower case', 'ACME', 'acme'],
  ['wide and narrow letters', 'ＡＣＭＥ', 'acme'],
  ['with and without a joiner', 'র\u200d্যাব', 'র্যাব'],
])('texts that look alike have the same words: %s', (_, one, other) => {
  expect(wordsOf(one)).toEqual(wordsOf(other))
})

test('a word has at most 32 characters', () => {
  expect(wordsOf('x'.repeat(40))).toEqual(['x'.repeat(32)])
})

test('the suffixes of a word have three characters or more and do not begin with a mark', () => {
  expect(suffixesOf('padma')).toEqual(['adma', 'dma'])
  expect(suffixesOf('মেঘনা')).toEqual(['ঘনা'])
  expect(suffixesOf('ltd')).toEqual([])
})

test('each word of any text is a single word', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) =>
      wordsOf(text).every((word) => wordsOf(word).join() === word),
    ),
  )
})
