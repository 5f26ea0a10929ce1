import type { Instant } from '../calendar/dates.ts'
import { accepted, BrokenInvariant, type Result, refused } from '../decision.ts'
import type { ExistingInvoice, Note, NoteLine } from '../invoice/state.ts'
import { printable } from '../text/printable.ts'
import { excerpt } from '../text/read.ts'
import type { Column, ColumnGroup, Field, NoteForm, PrintOptions, Row } from './form.ts'
import {
  binOrDash,
  dash,
  frameOf,
  inWordsOf,
  numbered,
  orDash,
  type Printer,
  placeAndAddress,
  printerOf,
  withRunningTotals,
} from './frame.ts'

/** The legal number and time of issue of the tax invoice that a note changes. */
type Original = Readonly<{ number: string; issuedAt: Instant }>

/**
 * What the Mushak-6.7 or 6.8 of a note prints (s.52, Rule 40), with positive amounts. The words are the
 * amount of the adjustment with its taxes. A note has no draft: it is refused until it is numbered. Of the
 * published forms only the 6.7 has the footnote and the signature block. They are printed on the 6.8 too,
 * because its value has the same taxes in it, and it has a responsible person all the same.
 */
export const noteForm = (
  invoice: ExistingInvoice,
  noteId: string,
  options: PrintOptions,
): Result<NoteForm> => {
  const note = invoice.notes.find(({ id }) => id === noteId)
  if (note === undefined) return refused('NOTE_UNKNOWN', { noteId: excerpt(noteId) }, 'noteId')
  const { mushakNumber, issuedAt } = invoice
  if (note.number === null || mushakNumber === null || issuedAt === null)
    return refused('NOTE_NOT_NUMBERED', { noteId }, 'noteId')
  const printer = printerOf(options)
  const form = note.kind === 'CREDIT' ? '6.7' : '6.8'
  const rows = rowsOf(invoice, note, { number: mushakNumber, issuedAt }, printer)
  return accepted({
    ...frameOf({ ...note, form, reference: note.id, draft: null }, printer),
    seller: sellerOf(note, printer),
    buyer: buyerOf(note, printer),
    columns: columnsOf(printer),
    columnGroups: groupsOf(form, printer),
    rows,
    totals: { label: printer.labels.total, cells: rows.at(-1)?.runningTotals ?? [] },
    inWords: inWordsOf(note.total, printer),
    footnote: printer.labels.noteFootnote,
  })
}

/** A note names its supplier with its own address (s.52(1)), and the place of issue where that is another. */
const sellerOf = (note: Note, { labels }: Printer): readonly Field[] => [
  { label: labels.sellerName, value: orDash(note.seller.name) },
  { label: labels.sellerBin, value: binOrDash(note.seller) },
  { label: labels.sellerAddress, value: orDash(note.seller.address) },
  ...(note.addressOfIssue === note.seller.address
    ? []
    : [{ label: labels.noteAddressOfIssue, value: placeAndAddress(note) }]),
]

const buyerOf = ({ recipient, vehicle }: Note, { labels }: Printer): readonly Field[] => [
  { label: labels.recipientName, value: orDash(recipient.name) },
  { label: labels.recipientBin, value: binOrDash(recipient) },
  { label: labels.recipientAddress, value: orDash(recipient.address) },
  { label: labels.vehicle, value: orDash(vehicle) },
]

const columnsOf = (printer: Printer): readonly Column[] => {
  const { noteColumns, noteAmounts } = printer.labels
  const texts = noteColumns.map((heading, index) => ({
    heading,
    align: index === 0 ? ('center' as const) : ('left' as const),
  }))
  const amounts = [...noteAmounts, ...noteAmounts].map((heading) => ({ heading, align: 'right' as const }))
  return numbered([...texts, ...amounts], printer)
}

const groupsOf = (form: '6.7' | '6.8', { labels }: Printer): readonly ColumnGroup[] => [
  { heading: labels.asInvoiced, first: 3, last: 6 },
  { heading: labels.adjusted[form], first: 7, last: 10 },
]

const rowsOf = (
  invoice: ExistingInvoice,
  note: Note,
  original: Original,
  printer: Printer,
): readonly Row[] => {
  const positions = new Map(invoice.lines.map(({ id }, index) => [id, index]))
  const rows = note.lines.map((adjusted, index) => {
    const position = positions.get(adjusted.lineId) ?? -1
    const line = invoice.lines[position]
    if (!line) throw new BrokenInvariant(`Note ${note.id} changes a line that its invoice does not have`)
    return {
      cells: [
        printer.figures.count(index + 1),
        originalOf(
          original,
          `${printer.figures.count(position + 1)}: ${printable(line.description)}`,
          printer,
        ),
        // Repeated on 500 rows, a reason of a page would fill 500 pages.
        index === 0 ? printable(note.reason) : printer.labels.ditto,
        ...amountCells(line, line.unit, printer),
        ...amountCells(adjusted, line.unit, printer),
      ],
      amounts: [null, null, null, ...amountsOf(line), ...amountsOf(adjusted)],
    }
  })
  return withRunningTotals(rows, printer)
}

/**
 * Column 2. The time is required too (s.52(1)). The form has no column for the goods, so a note on several
 * lines names here the row of the tax invoice.
 */
const originalOf = ({ number, issuedAt }: Original, row: string, { labels, figures }: Printer): string =>
  [number, `${figures.date(issuedAt)} ${figures.time(issuedAt)}`, `${labels.invoiceColumns[0]} ${row}`].join(
    '\n',
  )

type Adjusted = Pick<NoteLine, 'quantity' | 'total' | 'vat' | 'supplementaryDuty'>

/** Value with its taxes, quantity with its unit, VAT and supplementary duty. */
const amountCells = (
  { total, quantity, vat, supplementaryDuty }: Adjusted,
  unit: string | null,
  { figures }: Printer,
): readonly string[] => [
  figures.amount(total),
  quantity === null ? dash : `${figures.quantity(quantity)}${unit === null ? '' : ` ${printable(unit)}`}`,
  figures.amount(vat),
  figures.amount(supplementaryDuty),
]

const amountsOf = ({ total, vat, supplementaryDuty }: Adjusted) => [total, null, vat, supplementaryDuty]
