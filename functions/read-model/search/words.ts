import { folded } from '../../../domain/text/folded.ts'

/** Words that are equal up to this length are the same word. No name is longer. */
const maxWordCharacters = 32

/**
 * The words of a text: runs of letters, their marks and digits. Texts that are the same to a reader have the
 * same words. Rows that were written before a change of `folded` need a migration of their lexemes.
 */
export const wordsOf = (text: string): string[] =>
  folded(text)
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
