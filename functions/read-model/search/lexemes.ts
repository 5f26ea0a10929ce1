import type { ExistingInvoice, Party } from '../../../domain/invoice/state.ts'
import { endsOf, wordsOf } from './words.ts'

/**
 * What an invoice is found by, as the lexemes of one tsvector: a word itself (`karnaphuli`), its ends behind a dash
 * (`-arnaphuli`, for what stands inside of a word), and behind another sign what is only looked for as a whole. No word begins with a
 * sign, so none is taken for the beginning of another. Exact, where trigrams have to be looked up again in the row.
 */
export const endLexeme = (end: string): string => `-${end}`
export const numberLexeme = (number: string): string => `#${wordsOf(number).join('.')}`
export const customerLexeme = (customerId: string): string =>
  `=c${Buffer.from(customerId).toString('base64url')}`
export const vendorLexeme = (vendorId: string): string => `=v${Buffer.from(vendorId).toString('base64url')}`

/**
 * The words of a number of ours, and its serial without the zeros in front. Its ends are not kept: of 100,000 serials they would be most
 * of the index, and what begins with 000 the most that any search reads of it.
 */
export const numberWords = (number: string): string[] => {
  const words = wordsOf(number)
  return [...words, (words.at(-1) ?? '').replace(/^0+/, '')].filter((word) => word !== '')
}

/** Characters of all lexemes of an invoice: PostgreSQL keeps no tsvector of more than a megabyte, and a letter has up to four. */
const most = 200_000

/**
 * Without blanks in any of them. An invoice of many thousand different words is found by the first of them. An NID is nothing to
 * search by.
 */
export const lexemesOf = (invoice: ExistingInvoice): string[] => {
  const numbers = [
    invoice.invoiceNumber,
    invoice.mushakNumber,
    ...invoice.notes.map((note) => note.number),
  ].filter((one) => one !== null)
  const descriptions = invoice.lines.map((line) => line.description)
  const texts = [...searchedOf(invoice.buyer), ...searchedOf(invoice.seller), ...descriptions]
  const told = new Set(texts.flatMap((text) => (text === null ? [] : wordsOf(text))))
  const words = new Set([...numbers.flatMap(numberWords), ...told])
  const whole = [
    customerLexeme(invoice.buyer.partyId),
    vendorLexeme(invoice.seller.partyId),
    ...numbers.map(numberLexeme),
  ]
  const ends = new Set([...told].flatMap(endsOf))
  return within(most, [...whole, ...words, ...[...ends].map(endLexeme)])
}

const searchedOf = (party: Party): (string | null)[] => [party.name, party.tin, party.bin]

const within = (most: number, lexemes: readonly string[]): string[] => {
  let length = 0
  const end = lexemes.findIndex((lexeme) => {
    length += lexeme.length
    return length > most
  })
  return end === -1 ? [...lexemes] : lexemes.slice(0, end)
}
