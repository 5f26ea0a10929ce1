import type { InvoiceEvent } from '../invoice/events.ts'
import type { ExistingInvoice, Line } from '../invoice/state.ts'
import { add, type Poisha, subtract, taka, writeTaka, zero } from '../money/poisha.ts'
import { type Remark, remarkIf } from './finding.ts'

/**
 * Sums the events of an invoice once more, in the plainest way, and compares the state that their fold made:
 * the totals of the lines, what notes left of each line, and the money.
 */
export const checkSums = (invoice: ExistingInvoice, events: readonly InvoiceEvent[]): readonly Remark[] =>
  [...sumsOfLines(invoice, events), ...sumsOfMoney(invoice, events), ...remainders(invoice, events)].flatMap(
    ([name, found, expected]) =>
      remarkIf(
        found !== expected,
        'SUMS_DIFFER',
        `${name} is ${writeTaka(found)}, and its events sum up to ${writeTaka(expected)}`,
      ),
  )

type Sum = readonly [name: string, found: Poisha, expected: Poisha]

const sumOf = <Thing>(things: readonly Thing[], amountOf: (thing: Thing) => Poisha): Poisha =>
  things.reduce((sum, thing) => add(sum, amountOf(thing)), zero)

const sumsOfLines = ({ totals }: ExistingInvoice, events: readonly InvoiceEvent[]): readonly Sum[] => {
  const content = events.findLast(({ type }) => type === 'InvoiceCreated' || type === 'InvoiceUpdated')
  const lines = content && 'lines' in content && 'invoiceDate' in content ? content.lines : []
  const value = sumOf(lines, (line) => taka(line.value))
  const duty = sumOf(lines, (line) => taka(line.supplementaryDuty))
  const vat = sumOf(lines, (line) => taka(line.vat))
  const advance = sumOf(lines, (line) => taka(line.advanceIncomeTax))
  return [
    ['subtotal', totals.subtotal, value],
    ['supplementary duty', totals.supplementaryDuty, duty],
    ['VAT', totals.vat, vat],
    ['advance income tax', totals.advanceIncomeTax, advance],
    ['grand total', totals.grandTotal, add(value, duty, vat)],
  ]
}

/** The money of each kind, by the ids of what was recorded, so that a reversal takes away what it reverses. */
const sumsOfMoney = (invoice: ExistingInvoice, events: readonly InvoiceEvent[]): readonly Sum[] => {
  const [paid, writtenOff] = [new Map<string, Poisha>(), new Map<string, Poisha>()]
  let refunded = zero
  for (const event of events) {
    if (event.type === 'PaymentRecorded') paid.set(event.paymentId, taka(event.amount))
    if (event.type === 'PaymentReversed') paid.delete(event.paymentId)
    if (event.type === 'BalanceWrittenOff') writtenOff.set(event.writeOffId, taka(event.amount))
    if (event.type === 'WriteOffReversed') writtenOff.delete(event.writeOffId)
    if (event.type === 'RefundRecorded') refunded = add(refunded, taka(event.amount))
  }
  const same = (amount: Poisha) => amount
  return [
    ['paid', invoice.paid, sumOf([...paid.values()], same)],
    ['refunded', invoice.refunded, refunded],
    ['written off', invoice.writtenOff, sumOf([...writtenOff.values()], same)],
    ['credited', invoice.credited, sumOf(noteLines(events, 'CreditNoteIssued'), totalOf)],
    ['debited', invoice.debited, sumOf(noteLines(events, 'DebitNoteIssued'), totalOf)],
  ]
}

type NoteType = 'CreditNoteIssued' | 'DebitNoteIssued'
type NoteAmounts = Readonly<{ lineId: string; value: string; supplementaryDuty: string; vat: string }>

const noteLines = (events: readonly InvoiceEvent[], type: NoteType): readonly NoteAmounts[] =>
  events.flatMap((event) => (event.type === type && 'noteId' in event ? event.lines : []))

const totalOf = ({ value, supplementaryDuty, vat }: NoteAmounts): Poisha =>
  add(taka(value), taka(supplementaryDuty), taka(vat))

const remainders = ({ lines }: ExistingInvoice, events: readonly InvoiceEvent[]): readonly Sum[] => {
  const credits = amountsByLine(noteLines(events, 'CreditNoteIssued'))
  const debits = amountsByLine(noteLines(events, 'DebitNoteIssued'))
  return lines.map(({ id, total, remaining }: Line): Sum => {
    const left = add(remaining.value, remaining.supplementaryDuty, remaining.vat)
    const expected = add(subtract(total, credits.get(id) ?? zero), debits.get(id) ?? zero)
    return [`what remains of line ${id}`, left, expected]
  })
}

const amountsByLine = (lines: readonly NoteAmounts[]): ReadonlyMap<string, Poisha> => {
  const amounts = new Map<string, Poisha>()
  for (const line of lines) amounts.set(line.lineId, add(amounts.get(line.lineId) ?? zero, totalOf(line)))
  return amounts
}
