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
import { creditByAmount, creditByQuantity, noteTotals } from './adjustment.ts'
import type { NoteLineInput, RecipientInput } from './input.ts'
import { type AdjustLine, readNoteLines } from './read-note-lines.ts'
import { recipientOf } from './recipient.ts'

/**
 * register: the head of the 6.7 register (6.8 for a debit note) of the fiscal year of `at`, read before the
 * decision.
 */
export type IssueNote = Readonly<{
  noteId: string
  lines: readonly NoteLineInput[]
  reason: string
  recipient?: RecipientInput | null | undefined
  register: RegisterHead
  by: string
  at: Instant
}>

/** A credit is at most what remains of a line. */
const withinRemaining: AdjustLine = {
  byQuantity: (line, quantity, path) => {
    const remaining = line.remaining.quantity
    if (quantity <= remaining) return accepted(creditByQuantity(line, quantity))
    const params = { asked: writeQuantity(quantity), remaining: writeQuantity(remaining), lineId: line.id }
    return refused('CREDIT_EXCEEDS_LINE', params, path)
  },
  byAmount: (line, amount, path) => {
    const remaining = line.remaining.value
    if (amount <= remaining) return accepted(creditByAmount(line, amount))
    const params = { asked: writeTaka(amount), remaining: writeTaka(remaining), lineId: line.id }
    return refused('CREDIT_EXCEEDS_LINE', params, path)
  },
}

/** Issues a credit note, Mushak-6.7, on an issued invoice (s.52). The note is numbered after the decision. */
export const credit = (invoice: ExistingInvoice, command: IssueNote): Decision<CreditNoteIssued> => {
  const refusal = notAllowed(invoice, 'credit', command.at)
  if (refusal) return refusal
  const read = allOf({
    reason: readReason(command.reason),
    lines: readNoteLines(command.lines, invoice.lines, withinRemaining),
  })
  if (!read.ok) return read
  // A line of value 0.00 can be returned together with others, but a note without effect must not use up a
  // legal number.
  if (noteTotals(read.value.lines).total === 0n) return refused('NOTE_WITHOUT_EFFECT', {}, 'lines')
  return creditNote(invoice, { ...command, ...read.value })
}

/** The credit note of lines that are already within what remains. */
export const creditNote = (
  invoice: ExistingInvoice,
  note: Readonly<Omit<IssueNote, 'lines'> & { lines: readonly NoteLine[] }>,
): Decision<CreditNoteIssued> => {
  const { noteId, lines, reason, by, at } = note
  const recipient = recipientOf(invoice.buyer, note.recipient, { vat: noteTotals(lines).vat, at })
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
