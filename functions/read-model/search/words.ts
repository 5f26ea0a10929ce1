import { toAsciiDigits } from '../../../domain/text/digits.ts'

/** Words that are equal up to this length are the same word. No name is longer. */
const maxWordCharacters = 32

/**
 * The words of a text: runs of letters, their marks and digits. Texts that look alike have the same words:
 * upper and lower case are equal, as are the two encodings of য়, Bangla and other digits, and texts with and
 * without invisible joiners.
 */
export const wordsOf = (text: string): string[] =>
  toAsciiDigits(text.normalize('NFKC'))
    .toLowerCase()
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .match(/[\p{L}\p{M}\p{N}]+/gu)
    ?.map((word) => [...word].slice(0, maxWordCharacters).join('')) ?? []

/** The length of the shortest text that is searched for inside words. */
export const minInsideCharacters = 3

/**
 * The shorter endings of a word by which a text inside it is found. None begins with a mark, which belongs to
 * the letter before.
 */
export const suffixesOf = (word: string): string[] => {
  const characters = [...word]
  return characters
    .slice(1, 1 - minInsideCharacters)
    .flatMap((character, index) => (/\p{M}/u.test(character) ? [] : [characters.slice(index + 1).join('')]))
}
