import { numberSpelling, parseInvoiceNumber, parseMushakNumber } from '../../../domain/numbering/numbers.ts'
import { customerLexeme, numberLexeme, suffixLexeme, vendorLexeme } from './lexemes.ts'
import { minInsideCharacters, wordsOf } from './words.ts'

export type SearchFilter = {
  text?: string | undefined
  customerId?: string | undefined
  vendorId?: string | undefined
}

/**
 * The tsquery of a filter; empty when the filter has none of these fields. An invoice matches when it has all
 * words of the text, in any order and in any of its fields:
 * - three letters or four digits and more match anywhere in a word, and in a number where a part of it
 *   begins;
 * - fewer letters match the beginning of a word, and fewer digits a whole number, because inside words they
 *   match nearly all;
 * - a whole invoice number or Mushak number matches that number.
 */
export const searchQuery = ({ text = '', customerId, vendorId }: SearchFilter): string =>
  [
    ...searchTerms(text),
    ...(customerId === undefined ? [] : [exactly(customerLexeme(customerId))]),
    ...(vendorId === undefined ? [] : [exactly(vendorLexeme(vendorId))]),
  ].join(' & ')

/** The tsqueries of a text, one for each word or whole number. */
export const searchTerms = (text: string): string[] =>
  text
    .trim()
    .split(/\s+/u)
    .flatMap((piece) => (isNumber(piece) ? [exactly(numberLexeme(piece))] : wordsOf(piece).map(wordTerm)))

/** Maximum number of terms in a text. Each term is one more look-up in the index. */
export const maxSearchTerms = 8

const isNumber = (piece: string): boolean => {
  const number = numberSpelling(piece)
  return (parseInvoiceNumber(number) ?? parseMushakNumber(number)) !== null
}

const wordTerm = (word: string): string => {
  const digitsAlone = /^\p{N}+$/u.test(word)
  if ([...word].length >= (digitsAlone ? minInsideDigits : minInsideCharacters)) {
    return `(${beginningWith(word)} | ${beginningWith(suffixLexeme(word))})`
  }
  return digitsAlone ? exactly(word) : beginningWith(word)
}

/** Fewer digits are part of too many TINs and BINs. */
const minInsideDigits = 4

/** Quoted for a tsquery. No lexeme contains a quote or a backslash. */
const exactly = (lexeme: string): string => `'${lexeme}'`
const beginningWith = (lexeme: string): string => `'${lexeme}':*`
