import type { Instant, LocalDate } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import type { FiscalYear } from '../calendar/fiscal-year.ts'
import { BrokenInvariant } from '../decision.ts'
import type { Amounts, ExistingInvoice, Invoice, Note, Party } from '../invoice/state.ts'
import type { LegalSeries } from '../numbering/documents.ts'
import { fiscalYearOfNumber, parseMushakNumber } from '../numbering/numbers.ts'
import { type TaxLine, taxLinesOfInvoice, taxLinesOfNote } from './tax-lines.ts'

/**
 * A document with its legal number, as at its issue: what returns, books and ages are sums of. The amounts
 * are positive sizes, also those of a credit note.
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
export const taxDocuments = (invoice: Invoice): readonly TaxDocument[] => documentsBeside(new Set(), invoice)

/**
 * The documents with legal numbers, apart from those whose ids are known: an invoice may have 5,000 lines.
 */
const documentsBeside = (known: ReadonlySet<string>, invoice: Invoice): readonly TaxDocument[] => {
  if (invoice.status === 'NONE' || invoice.mushakNumber === null || invoice.issuedAt === null) return []
  const original = { number: invoice.mushakNumber, issuedAt: invoice.issuedAt }
  return [
    ...(known.has(invoice.id) ? [] : [documentOfInvoice(invoice, original)]),
    ...invoice.notes
      .filter(isNumbered)
      .filter(({ id }) => !known.has(id))
      .map((note) => documentOfNote(note, invoice, original)),
  ]
}

/** The number of an invoice, and its time of issue. */
type Original = NonNullable<TaxDocument['original']>

const documentOfInvoice = (invoice: ExistingInvoice, { number, issuedAt }: Original): TaxDocument => {
  const { id, seller, addressOfIssue, buyer, vehicle, dueDate, totals, lines } = invoice
  const register = registered(number, issuedAt)
  return {
    ...{ id, invoiceId: id, ...register, original: null, reason: null },
    ...{ seller, addressOfIssue, buyer, vehicle, dueDate },
    ...{ value: totals.subtotal, supplementaryDuty: totals.supplementaryDuty, vat: totals.vat },
    lines: taxLinesOfInvoice(lines, register.issuedOn),
  }
}

const documentOfNote = (
  note: NumberedNote,
  { id: invoiceId, dueDate, lines }: ExistingInvoice,
  original: Original,
): TaxDocument => {
  const register = registered(note.number, note.issuedAt)
  const { id, reason, seller, addressOfIssue, recipient, vehicle, value, supplementaryDuty, vat } = note
  return {
    ...{ id, invoiceId, ...register, original, reason, seller, addressOfIssue, buyer: recipient, vehicle },
    ...{ dueDate, value, supplementaryDuty, vat },
    lines: taxLinesOfNote(note.lines, lines, register.issuedOn),
  }
}

type NumberedNote = Note & Readonly<{ number: string; issuedAt: Instant }>

export const isNumbered = (note: Note): note is NumberedNote => note.number !== null && note.issuedAt !== null

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
  const known = new Set(before === undefined ? [] : numberedIds(before))
  // Documents keep their numbers, so that equal counts are the same documents.
  return known.size === numberedIds(invoice).length ? [] : documentsBeside(known, invoice)
}

const numberedIds = (invoice: Invoice): readonly string[] =>
  invoice.status === 'NONE' || invoice.mushakNumber === null
    ? []
    : [invoice.id, ...invoice.notes.filter(isNumbered).map(({ id }) => id)]
