import { parseInvoiceNumber, parseMushakNumber } from '../../domain/numbering/numbers.ts'
import { customerLexeme, endLexeme, numberLexeme, vendorLexeme } from './lexemes.ts'
import { shortestInside, wordsOf } from './words.ts'

/** What is looked up for a text, each as a tsquery: a whole number of ours, or a word. */
export const lookUps = (text: string): string[] =>
  text
    .trim()
    .split(/\s+/u)
    .flatMap((piece) => (isNumber(piece) ? [exactly(numberLexeme(piece))] : wordsOf(piece).map(wordAnywhere)))

/** Look-ups of one text: nobody remembers more of an invoice. */
export const mostLookUps = 10

export type LookedFor = { text?: string | undefined; customerId?: string | undefined; vendorId?: string | undefined }

/**
 * What to look for as a tsquery, empty when nothing is: all words of the text, in any order, wherever the invoice has them. Three characters and more are
 * found anywhere in a word, one or two letters where a word begins, one or two digits as a number of their own: what matches
 * nearly everything tells nothing. A whole number of ours is that number.
 */
export const lookedFor = ({ text = '', customerId, vendorId }: LookedFor): string =>
  [
    ...lookUps(text),
    ...(customerId === undefined ? [] : [exactly(customerLexeme(customerId))]),
    ...(vendorId === undefined ? [] : [exactly(vendorLexeme(vendorId))]),
  ].join(' & ')

const isNumber = (piece: string): boolean => !!(parseInvoiceNumber(piece.toUpperCase()) ?? parseMushakNumber(piece.toUpperCase()))

const wordAnywhere = (word: string): string => {
  if ([...word].length >= shortestInside) return `(${beginningWith(word)} | ${beginningWith(endLexeme(word))})`
  return /^\p{N}+$/u.test(word) ? exactly(word) : beginningWith(word)
}

/** Quoted for a tsquery. No lexeme of ours holds a quote or a backslash. */
const exactly = (lexeme: string): string => `'${lexeme}'`
const beginningWith = (lexeme: string): string => `'${lexeme}':*`
