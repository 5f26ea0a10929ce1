import type { ExistingInvoice, Party } from '../../domain/invoice/state.ts'
import { endsOf, wordsOf } from './words.ts'

/**
 * What an invoice is found by, as the lexemes of one tsvector: a word itself (`karnaphuli`), its ends behind a dash
 * (`-arnaphuli`, for what stands inside of a word), and behind another sign what is only looked for as a whole. No word begins with a
 * sign, so none is taken for the beginning of another. Exact, where trigrams have to be looked up again in the row: what a search costs does not
 * depend on how much it finds.
 */
export const endLexeme = (end: string): string => `-${end}`
export const numberLexeme = (number: string): string => `#${wordsOf(number).join('.')}`
export const customerLexeme = (customerId: string): string => `=c${Buffer.from(customerId).toString('base64url')}`
export const vendorLexeme = (vendorId: string): string => `=v${Buffer.from(vendorId).toString('base64url')}`

/** Characters of all lexemes of an invoice: PostgreSQL keeps no tsvector of more than a megabyte, and a letter has up to four. */
const most = 200_000

/** Without blanks in any of them. An invoice of many thousand different words is found by the first of them. An NID is nothing to search by. */
export const lexemesOf = (invoice: ExistingInvoice): string[] => {
  const numbers = [invoice.invoiceNumber, invoice.mushakNumber, ...invoice.notes.map((note) => note.number)].filter((one) => one !== null)
  const descriptions = invoice.lines.map((line) => line.description)
  const texts = [...numbers, ...searchedOf(invoice.buyer), ...searchedOf(invoice.seller), ...descriptions]
  const words = new Set(texts.flatMap((text) => (text === null ? [] : wordsOf(text))))
  const whole = [customerLexeme(invoice.buyer.partyId), vendorLexeme(invoice.seller.partyId), ...numbers.map(numberLexeme)]
  const ends = new Set([...words].flatMap(endsOf))
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
