import type { LocalDate } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import type { ExistingInvoice, Invoice, Note } from '../invoice/state.ts'
import { settlementOf } from '../invoice/status.ts'
import { add, type Poisha } from '../money/poisha.ts'
import { isNumbered } from './tax-documents.ts'

/** The days on which an invoice may have a balance: ages of a day read the invoices that are open on it. */
export type OpenItem = Readonly<{
  invoiceId: string
  buyerId: string
  /** The date in Dhaka; null until the invoice has its legal number. */
  issuedOn: LocalDate | null
  dueDate: LocalDate
  /** Of the invoice, without its notes. */
  total: Poisha
  /** The date of the first document, receipt, refund or write-off. */
  openedOn: LocalDate
  /** The date from which on the balance is zero at the end of each day; null while there may be a balance. */
  settledOn: LocalDate | null
}>

/** The open item of the invoice, if it is not the one of the state `before`. */
export const openItemsChangedSince = (before: Invoice | undefined, invoice: Invoice): readonly OpenItem[] => {
  const item = openItemOf(invoice)
  const earlier = before === undefined ? null : openItemOf(before)
  return item === null || (earlier !== null && isSame(earlier, item)) ? [] : [item]
}

/** The rest does not change after the approval. */
const isSame = (one: OpenItem, other: OpenItem): boolean =>
  one.issuedOn === other.issuedOn && one.openedOn === other.openedOn && one.settledOn === other.settledOn

/** Null while the invoice has neither a legal number nor a receipt. */
const openItemOf = (invoice: Invoice): OpenItem | null => {
  if (invoice.status === 'NONE') return null
  const { id, buyer, issuedAt, dueDate, totals } = invoice
  const dates = datesOfBalance(invoice).toSorted()
  const [openedOn, last] = [dates[0], dates.at(-1)]
  if (openedOn === undefined || last === undefined) return null
  return {
    invoiceId: id,
    buyerId: buyer.partyId,
    issuedOn: issuedAt === null ? null : dhakaDate(issuedAt),
    dueDate,
    total: add(totals.subtotal, totals.supplementaryDuty, totals.vat),
    openedOn,
    settledOn: issuedAt !== null && issuedBalance(invoice) === 0n ? last : null,
  }
}

/** The dates in Dhaka on which the balance changes. */
const datesOfBalance = ({ issuedAt, notes, payments }: ExistingInvoice): readonly LocalDate[] => [
  ...(issuedAt === null ? [] : [dhakaDate(issuedAt)]),
  ...notes.filter(isNumbered).map((note) => dhakaDate(note.issuedAt)),
  ...payments.flatMap(({ paidOn, reversal }) =>
    reversal === null ? [paidOn] : [paidOn, reversal.reversedOn],
  ),
]

/** The balance as of the documents that have their numbers: a note without one is not in the ledger yet. */
const issuedBalance = (invoice: ExistingInvoice): Poisha => {
  const sumOf = (wanted: Note['kind']): Poisha =>
    add(
      ...invoice.notes
        .filter(({ kind }) => kind === wanted)
        .filter(isNumbered)
        .map(({ total }) => total),
    )
  return settlementOf({ ...invoice, credited: sumOf('CREDIT'), debited: sumOf('DEBIT') }).balance
}
