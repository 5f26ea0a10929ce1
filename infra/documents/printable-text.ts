import type { FontTables } from './font-tables.ts'

/** Printed in place of a character that no font has. */
const box = '\u25AF'

/** A place where the template may break a word. No font has this character, so no text has it. */
export const breakMark = '\u{E000}'

/** Before and after a letter with a dot below and a sign below the dot. No text has this character either. */
const dotMark = '\u{E001}'

/** Matches a text with marks, which the template has to divide. */
export const marks = /[\u{E000}\u{E001}]/u

/** ASCII and the letters, signs and digits of Bangla: what nearly every text consists of. */
const usualText =
  /^[\n -~\u0981-\u0983\u0985-\u098C\u098F\u0990\u0993-\u09A8\u09AA-\u09B0\u09B2\u09B6-\u09B9\u09BC-\u09C4\u09C7\u09C8\u09CB-\u09CE\u09D7\u09DC\u09DD\u09DF-\u09E3\u09E6-\u09F1\u09F3-\u09FB]*$/

export const isUsual = (text: string): boolean => usualText.test(text)

const graphemes = new Intl.Segmenter('bn', { granularity: 'grapheme' })
const graphemesOf = (text: string): string[] => Array.from(graphemes.segment(text), ({ segment }) => segment)

/**
 * Creates the function that makes a text printable with these fonts: PDF/A refuses a file with a character
 * that its fonts lack. Typst takes all of a character with its marks from one font, so one font has to have
 * them all. A box stands for each character that none has.
 */
export const createPrintable = (fonts: readonly FontTables[]): ((text: string) => string) => {
  const isInOneFont = (grapheme: string): boolean =>
    fonts.some(({ has }) => [...grapheme].every((character) => has(character.codePointAt(0) ?? 0)))

  const printable = (grapheme: string): string => {
    if (grapheme === '\n' || isInOneFont(grapheme)) return grapheme
    if (/^\s+$/u.test(grapheme)) return ' '
    const forms = [grapheme.normalize('NFC'), grapheme.replace(invisible, '')]
    return forms.find(isInOneFont) ?? box
  }
  return (text) => (isUsual(text) ? text : graphemesOf(text.toWellFormed()).map(printable).join(''))
}

/** Characters that only choose between forms of their neighbours; without them the usual form is printed. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu

/**
 * Returns the text with marks in the words that have more than `most` characters: a line can end there. A
 * figure stays whole, because its parts would be read as other figures.
 */
export const breakLongWords = (text: string, most: number): string => {
  if (text.length <= most) return text
  return text.replace(/[^\s]+/gu, (word) => (word.length <= most ? word : markBreaks(word, most)))
}

/** The longest figure is a quantity below zero: 15 digits with 6 commas, and 6 decimals. */
const figure = /^-?[\d০-৯.,]{1,28}$/

const markBreaks = (word: string, most: number): string => {
  if (figure.test(word)) return word
  const characters = graphemesOf(word)
  return characters.length <= most ? word : markPieces(characters)
}

const markPieces = (characters: readonly string[]): string => {
  const pieces: string[] = []
  for (let at = 0; at < characters.length; at += charactersInPiece)
    pieces.push(characters.slice(at, at + charactersInPiece).join(''))
  return pieces.join(breakMark)
}

/**
 * Returns the text with marks in the words that are too wide. A line can end behind a dash between letters
 * anyway.
 */
export const breakWideWords = (text: string, isTooWide: (word: string) => boolean): string =>
  text.replace(/[^\s]+?-(?=\p{L})|[^\s]+/gu, (word) =>
    isTooWide(word) ? markPieces(graphemesOf(word)) : word,
  )

const charactersInPiece = 6

/** Returns the text with marks around the letters whose dot would be covered by the sign below it. */
export const markDottedLetters = (text: string): string =>
  text.replace(dottedLetters, `${dotMark}$&${dotMark}`)

const dottedLetters = /(?:[\u09DC\u09DD]|[\u09A1\u09A2]\u09BC)[\u09C1-\u09C3]/g

/** Returns the text with a box for each character that is neither ASCII nor of the Bangla alphabet. */
export const replaceUnusual = (text: string): string =>
  isUsual(text)
    ? text
    : graphemesOf(text.toWellFormed())
        .map((grapheme) => (isUsual(grapheme) ? grapheme : box))
        .join('')
