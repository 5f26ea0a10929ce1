/** Characters of a word that are told apart. No name is longer, and a number that somebody typed without blanks need not be. */
const longest = 32

/**
 * The words of a text: runs of letters, their marks and digits; everything else parts them. What looks the same is made the same:
 * capital and small letters, the two ways in which a keyboard writes য়, Bangla and other digits, joiners that nobody sees.
 */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - banglaZero))
    .match(/[\p{L}\p{M}\p{N}]+/gu)
    ?.map((word) => [...word].slice(0, longest).join('')) ?? []

const banglaZero = '০'.charCodeAt(0)

/** The shortest word that is looked for in the middle of others, in characters. */
export const shortestInside = 3

/** The ends of a word that something can be found by inside of it. None begins with a mark: that belongs to the letter before. */
export const endsOf = (word: string): string[] => {
  const characters = [...word]
  return characters
    .slice(1, 1 - shortestInside)
    .flatMap((character, index) => (/\p{M}/u.test(character) ? [] : [characters.slice(index + 1).join('')]))
}
