import type { LocalDate } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import type { ExistingInvoice, Note } from '../invoice/state.ts'
import type { Poisha } from '../money/poisha.ts'

/**
 * What the signature on a printed document proves: that this service issued a document with this number, with
 * these amounts. The number names the form: MUSHAK-6.3, 6.7 or 6.8. What happened to the document later, such
 * as a credit note, is not part of it.
 */
export type DocumentProof = Readonly<{
  /** Of the seller, 13 digits. */
  bin: string
  number: string
  /** The date of issue in Dhaka. */
  issuedOn: LocalDate
  /** With VAT and supplementary duty. Of a note it is the size of the adjustment. */
  total: Poisha
  vat: Poisha
}>

/** What proves a tax invoice; null before it has its legal number. */
export const proofOfInvoice = (invoice: ExistingInvoice): DocumentProof | null =>
  proofOf(invoice, invoice.totals.grandTotal, invoice.totals.vat, invoice.mushakNumber)

/** What proves a credit or debit note; null before it has its legal number. */
export const proofOfNote = (note: Note): DocumentProof | null =>
  proofOf(note, note.total, note.vat, note.number)

const proofOf = (
  { seller, issuedAt }: Pick<Note, 'seller' | 'issuedAt'>,
  total: Poisha,
  vat: Poisha,
  number: string | null,
): DocumentProof | null =>
  number === null || issuedAt === null || seller.bin === null
    ? null
    : { bin: seller.bin, number, issuedOn: dhakaDate(issuedAt), total, vat }
