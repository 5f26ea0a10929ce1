import type { ExistingInvoice, Party } from '../../../domain/invoice/state.ts'
import { suffixesOf, wordsOf } from './words.ts'

/**
 * An invoice is found by the lexemes of one tsvector: its words (`karnaphuli`), the suffixes of its words
 * after a dash (`-arnaphuli`, for a text inside a word), and whole values after other signs. No word begins
 * with a sign, so a word is never taken for the beginning of another kind of lexeme. A match is exact; with
 * trigrams every match must be checked in its row.
 */
export const suffixLexeme = (suffix: string): string => `-${suffix}`
export const numberLexeme = (number: string): string => `#${wordsOf(number).join('.')}`
export const customerLexeme = (customerId: string): string =>
  `=c${Buffer.from(customerId).toString('base64url')}`
export const vendorLexeme = (vendorId: string): string => `=v${Buffer.from(vendorId).toString('base64url')}`

/**
 * The words of an invoice number or Mushak number, and its serial without leading zeros. Suffixes of numbers
 * are not indexed: with 100,000 serials they would fill most of the index, and a search for 000 would have to
 * read a large part of them.
 */
export const numberWords = (number: string): string[] => {
  const words = wordsOf(number)
  return [...words, (words.at(-1) ?? '').replace(/^0+/, '')].filter((word) => word !== '')
}

/** A tsvector may have one megabyte, and a character up to four bytes. */
const maxLexemeCharacters = 200_000

/**
 * The lexemes of an invoice, none of them with a blank. An invoice with very many different words is found by
 * the first of them. An NID is not indexed.
 */
export const lexemesOf = (invoice: ExistingInvoice): string[] => {
  const noteNumbers = invoice.notes.map((note) => note.number)
  const numbers = [invoice.invoiceNumber, invoice.mushakNumber, ...noteNumbers].filter((one) => one !== null)
  const descriptions = invoice.lines.map((line) => line.description)
  const texts = [...textsOf(invoice.buyer), ...textsOf(invoice.seller), ...descriptions]
  const found = texts.flatMap((text) => (text === null ? [] : [partsOf(text)]))
  const words = new Set([...numbers.flatMap(numberWords), ...found.flatMap((text) => text.words)])
  const suffixes = new Set(found.flatMap((text) => text.suffixes))
  const whole = [
    customerLexeme(invoice.buyer.partyId),
    vendorLexeme(invoice.seller.partyId),
    ...numbers.map(numberLexeme),
  ]
  return upTo(maxLexemeCharacters, [...whole, ...words, ...suffixes])
}

type Parts = Readonly<{ words: readonly string[]; suffixes: readonly string[] }>

/**
 * The parts of the texts that were seen last. A firm has the same buyers and goods on most of its invoices,
 * and each event of an invoice has its texts again; to take them apart is a tenth of the work of the
 * projection. A long text is not kept, so that all of them need no more than some megabytes.
 */
const known = new Map<string, Parts>()
const maxKnown = 4_000
const maxKnownCharacters = 100

const partsOf = (text: string): Parts => {
  const parts = known.get(text) ?? takeApart(text)
  // Behind all others: the first one is the one that was not used for longest.
  known.delete(text)
  if (text.length <= maxKnownCharacters) known.set(text, parts)
  const [oldest] = known.keys()
  if (known.size > maxKnown && oldest !== undefined) known.delete(oldest)
  return parts
}

const takeApart = (text: string): Parts => {
  const words = wordsOf(text)
  return { words, suffixes: words.flatMap(suffixesOf).map(suffixLexeme) }
}

const textsOf = (party: Party): (string | null)[] => [party.name, party.tin, party.bin]

const upTo = (maxCharacters: number, lexemes: readonly string[]): string[] => {
  let characters = 0
  const end = lexemes.findIndex((lexeme) => {
    characters += lexeme.length
    return characters > maxCharacters
  })
  return end === -1 ? [...lexemes] : lexemes.slice(0, end)
}
