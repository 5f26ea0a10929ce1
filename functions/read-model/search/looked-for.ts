import { parseInvoiceNumber, parseMushakNumber } from '../../../domain/numbering/numbers.ts'
import { customerLexeme, endLexeme, numberLexeme, vendorLexeme } from './lexemes.ts'
import { shortestInside, wordsOf } from './words.ts'

/** What is looked up for a text, each as a tsquery: a whole number of ours, or a word. */
export const lookUps = (text: string): string[] =>
  text
    .trim()
    .split(/\s+/u)
    .flatMap((piece) => (isNumber(piece) ? [exactly(numberLexeme(piece))] : wordsOf(piece).map(wordAnywhere)))

/** Look-ups of one text: nobody remembers more of an invoice. */
export const mostLookUps = 8

export type LookedFor = {
  text?: string | undefined
  customerId?: string | undefined
  vendorId?: string | undefined
}

/**
 * What to look for as a tsquery, empty when nothing is: all words of the text, in any order, wherever the invoice has them. Three
 * letters or four digits and more are found anywhere in a word (in a number of ours where a part of it begins), fewer letters where a
 * word begins, fewer digits as a number of their own: what matches nearly everything tells nothing. A whole number of ours is that number.
 */
export const lookedFor = ({ text = '', customerId, vendorId }: LookedFor): string =>
  [
    ...lookUps(text),
    ...(customerId === undefined ? [] : [exactly(customerLexeme(customerId))]),
    ...(vendorId === undefined ? [] : [exactly(vendorLexeme(vendorId))]),
  ].join(' & ')

const isNumber = (piece: string): boolean =>
  !!(parseInvoiceNumber(piece.toUpperCase()) ?? parseMushakNumber(piece.toUpperCase()))

const wordAnywhere = (word: string): string => {
  const digitsAlone = /^\p{N}+$/u.test(word)
  if ([...word].length >= (digitsAlone ? shortestDigitsInside : shortestInside)) {
    return `(${beginningWith(word)} | ${beginningWith(endLexeme(word))})`
  }
  return digitsAlone ? exactly(word) : beginningWith(word)
}

/** Three digits stand inside of most TINs and BINs. */
const shortestDigitsInside = 4

/** Quoted for a tsquery. No lexeme of ours holds a quote or a backslash. */
const exactly = (lexeme: string): string => `'${lexeme}'`
const beginningWith = (lexeme: string): string => `'${lexeme}':*`
