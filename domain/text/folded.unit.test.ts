import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { folded } from './folded.ts'

function* charactersOf(from: number, to: number): Generator<string> {
  for (let codePoint = from; codePoint < to; codePoint++) yield String.fromCodePoint(codePoint)
}

/** Every character of Unicode but the halves of pairs, one at a time: a list of all of them fills 100 MB. */
function* everyCharacter(): Generator<string> {
  yield* charactersOf(0, 0xd800)
  yield* charactersOf(0xe000, 0x110000)
}

/** Those with two cases or a compatibility form. Folding all others takes ten times as long. */
function* everyChanging(): Generator<string> {
  for (const character of everyCharacter())
    if (
      character.toUpperCase() !== character ||
      character.toLowerCase() !== character ||
      character.normalize('NFKC') !== character
    )
      yield character
}

describe('texts that are the same to a reader have one spelling', () => {
  test.each([
    ['upper and lower case', 'ACME', 'acme'],
    ['sharp s', 'Straße', 'STRASSE'],
    ['a capital sharp s', 'STRAẞE', 'strasse'],
    ['the final sigma', 'ΟΔΟΣ', 'οδος'],
    ['a sigma that is not final', 'οδοσ', 'οδος'],
    ['the dotted I', 'İSTANBUL', 'istanbul'],
    ['the dotted I in two characters', 'I\u0307stanbul', 'istanbul'],
    ['the dotless i', 'ILICA', 'ılıca'],
    ['a ligature', 'oﬀice', 'OFFICE'],
    ['wide letters', 'ＡＣＭＥ', 'acme'],
    ['the two ways to write য়', 'রা\u09df', 'রা\u09af\u09bc'],
    ['Bangla digits', '১২৩', '123'],
    ['Arabic digits', '٤٥٦', '456'],
    ['Devanagari digits', '७८९', '789'],
    ['a joiner', 'র\u200d্যাব', 'র্যাব'],
    ['a variation selector', 'a\ufe0fb', 'ab'],
    ['a combining grapheme joiner before an accent', 'e\u034f\u0301', 'é'],
    ['a Hangul filler', 'a\u3164b', 'ab'],
    ['a tag', 'a\u{e0041}b', 'ab'],
    ['an Arabic letter mark', 'a\u061cb', 'ab'],
  ])('%s', (_, one, other) => {
    expect(folded(one)).toBe(folded(other))
  })

  test('every letter and its upper and lower case', () => {
    const different = everyChanging().filter(
      (character) =>
        folded(character.toUpperCase()) !== folded(character) ||
        folded(character.toLowerCase()) !== folded(character),
    )
    expect([...different]).toEqual([])
  })

  test('every character that prints as nothing', () => {
    const visible = everyCharacter().filter(
      (character) => /\p{Default_Ignorable_Code_Point}/u.test(character) && folded(`a${character}b`) !== 'ab',
    )
    expect([...visible]).toEqual([])
  })
})

test('a spelling is its own spelling', () => {
  expect([...everyChanging().filter((character) => folded(folded(character)) !== folded(character))]).toEqual(
    [],
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(folded(folded(text))).toBe(folded(text))
    }),
  )
})

test('texts that differ stay different', () => {
  const spellings = ['a', 'b', 'ক', 'খ', 'e', 'é', 'o', '0', '1'].map(folded)
  expect(new Set(spellings).size).toBe(spellings.length)
})
