import type { Instant, LocalDate } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import type { FiscalYear } from '../calendar/fiscal-year.ts'
import { BrokenInvariant } from '../decision.ts'
import type { Amounts, Invoice, Note, Party } from '../invoice/state.ts'
import type { LegalSeries } from '../numbering/documents.ts'
import { fiscalYearOfNumber, parseMushakNumber } from '../numbering/numbers.ts'
import { type TaxLine, taxLinesOfInvoice, taxLinesOfNote } from './tax-lines.ts'

/**
 * A document with its legal number, as at its issue: what returns, books and ages are sums of. The amounts are
 * positive sizes, also those of a credit note.
 */
export type TaxDocument = Amounts &
  Readonly<{
    /** The id of the invoice, or of the note. */
    id: string
    invoiceId: string
    kind: LegalSeries
    number: string
    place: string
    /** That of the register, with the serial in it. */
    fiscalYear: FiscalYear
    serial: number
    issuedAt: Instant
    /** The date in Dhaka, by which returns and books report the document. */
    issuedOn: LocalDate
    /** What a note corrects, and why; null for an invoice. */
    original: Readonly<{ number: string; issuedAt: Instant }> | null
    reason: string | null
    seller: Party
    addressOfIssue: string | null
    /** The buyer of an invoice, or the recipient of a note. */
    buyer: Party
    vehicle: string | null
    /** Of the invoice, also for its notes: ages are by due date. */
    dueDate: LocalDate
    lines: readonly TaxLine[]
  }>

/**
 * The documents of an invoice that have their legal numbers: the invoice, then its notes. A document never
 * changes after it has its number, so a later state of the invoice gives the same ones and more.
 * @throws BrokenInvariant when a document was issued before the first known layout of the return
 */
export const taxDocuments = (invoice: Invoice): readonly TaxDocument[] => {
  if (invoice.status === 'NONE' || invoice.mushakNumber === null || invoice.issuedAt === null) return []
  const { id, seller, addressOfIssue, buyer, vehicle, dueDate, totals, mushakNumber, issuedAt } = invoice
  const register = registered(mushakNumber, issuedAt)
  const original = { number: mushakNumber, issuedAt }
  return [
    {
      ...{ id, invoiceId: id, ...register, original: null, reason: null },
      ...{ seller, addressOfIssue, buyer, vehicle, dueDate },
      ...{ value: totals.subtotal, supplementaryDuty: totals.supplementaryDuty, vat: totals.vat },
      lines: taxLinesOfInvoice(invoice.lines, register.issuedOn),
    },
    ...invoice.notes.filter(isNumbered).map((note): TaxDocument => {
      const noteRegister = registered(note.number, note.issuedAt)
      const { value, supplementaryDuty, vat } = note
      return {
        ...{ id: note.id, invoiceId: id, ...noteRegister, original, reason: note.reason },
        ...{ seller: note.seller, addressOfIssue: note.addressOfIssue, buyer: note.recipient },
        ...{ vehicle: note.vehicle, dueDate, value, supplementaryDuty, vat },
        lines: taxLinesOfNote(note.lines, invoice.lines, noteRegister.issuedOn),
      }
    }),
  ]
}

type NumberedNote = Note & Readonly<{ number: string; issuedAt: Instant }>

const isNumbered = (note: Note): note is NumberedNote => note.number !== null && note.issuedAt !== null

/** What the number of a document says, and the time of its issue. */
const registered = (number: string, issuedAt: Instant) => {
  const parts = parseMushakNumber(number)
  if (parts === null) throw new BrokenInvariant(`Not a legal number: ${number}`)
  const { series, place, serial } = parts
  const fiscalYear = fiscalYearOfNumber(parts)
  return { kind: series, place, fiscalYear, serial, number, issuedAt, issuedOn: dhakaDate(issuedAt) }
}

/** The documents that got their legal numbers since the state `before`; all where that state is not known. */
export const documentsAddedSince = (
  before: Invoice | undefined,
  invoice: Invoice,
): readonly TaxDocument[] => {
  if (before !== undefined && countNumbered(before) === countNumbered(invoice)) return []
  const known = new Set(taxDocuments(before ?? { status: 'NONE' }).map(({ id }) => id))
  return taxDocuments(invoice).filter(({ id }) => !known.has(id))
}

/** Documents keep their numbers, so that equal counts are the same documents. */
const countNumbered = (invoice: Invoice): number =>
  invoice.status === 'NONE' || invoice.mushakNumber === null
    ? 0
    : 1 + invoice.notes.reduce((count, note) => count + (note.number === null ? 0 : 1), 0)
