import type { Instant } from '../../calendar/dates.ts'
import { accepted, allOf, type Decision, decided, refused } from '../../decision.ts'
import { writeQuantity, writeTaka } from '../../money/poisha.ts'
import { requireRegister } from '../../numbering/register.ts'
import type { RegisterHead } from '../../numbering/series.ts'
import { readReason } from '../../text/read.ts'
import type { CreditNoteIssued } from '../events.ts'
import { noteLineData } from '../figures.ts'
import type { ExistingInvoice, NoteLine } from '../state.ts'
import { notAllowed } from '../status.ts'
import { creditByAmount, creditByQuantity } from './adjustment.ts'
import type { NoteLineInput, RecipientInput } from './input.ts'
import { type Adjust, readNoteLines } from './note-lines.ts'
import { sumOf } from './note-totals.ts'
import { recipientOf } from './recipient.ts'

/** register: the head of the 6.7 register of the fiscal year of `at` (6.8 for a debit note), read before deciding. */
export type IssueNote = Readonly<{
  noteId: string
  lines: readonly NoteLineInput[]
  reason: string
  recipient?: RecipientInput | null | undefined
  register: RegisterHead
  by: string
  at: Instant
}>

/** Nothing credits more than what remains of a line. */
const withinRemaining: Adjust = {
  byQuantity: (line, quantity, path) => {
    const remaining = line.remaining.quantity
    if (quantity <= remaining) return accepted(creditByQuantity(line, quantity))
    const params = { asked: writeQuantity(quantity), remaining: writeQuantity(remaining), lineId: line.id }
    return refused('CREDIT_EXCEEDS_LINE', params, path)
  },
  byAmount: (line, amount, path) => {
    const remaining = line.remaining.value
    if (amount <= remaining) return accepted(creditByAmount(line, amount))
    return refused(
      'CREDIT_EXCEEDS_LINE',
      { asked: writeTaka(amount), remaining: writeTaka(remaining), lineId: line.id },
      path,
    )
  },
}

/** Issues a credit note, Mushak-6.7, on an issued invoice (s.52). It is decided here and numbered next. */
export const credit = (invoice: ExistingInvoice, command: IssueNote): Decision<CreditNoteIssued> => {
  const refusal = notAllowed(invoice, 'credit', command.at)
  if (refusal) return refusal
  const read = allOf({
    reason: readReason(command.reason),
    lines: readNoteLines(command.lines, invoice.lines, withinRemaining),
  })
  if (!read.ok) return read
  // A line given away may come back in a note with others, but a legal number is not used up for nothing.
  if (sumOf(read.value.lines).total === 0n) return refused('NOTE_WITHOUT_EFFECT', {}, 'lines')
  return creditNote(invoice, { ...command, ...read.value })
}

/** The credit note for changes that are known to fit. */
export const creditNote = (
  invoice: ExistingInvoice,
  note: Readonly<Omit<IssueNote, 'lines'> & { lines: readonly NoteLine[] }>,
): Decision<CreditNoteIssued> => {
  const { noteId, lines, reason, by, at } = note
  const recipient = recipientOf(invoice.buyer, note.recipient, { vat: sumOf(lines).vat, at })
  if (!recipient.ok) return recipient
  const register = requireRegister(note.register, '6.7', at)
  return decided({
    type: 'CreditNoteIssued',
    noteId,
    lines: lines.map(noteLineData),
    reason,
    recipient: recipient.value,
    register,
    by,
    at,
  })
}
