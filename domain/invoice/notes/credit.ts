import { accepted, allOf, type Decision, decided, refused } from '../../decision.ts'
import { writeQuantity, writeTaka } from '../../money/poisha.ts'
import { readReason } from '../../text/read.ts'
import type { CreditNoteIssued } from '../events.ts'
import { refuseMoreNotes } from '../life-limits.ts'
import type { ExistingInvoice } from '../state.ts'
import { notAllowed } from '../status.ts'
import { creditByAmount, creditByQuantity, noteTotals } from './adjustment.ts'
import { type IssueNote, noteContent, type ReadNote } from './issue-note.ts'
import { type AdjustLine, readNoteLines } from './read-note-lines.ts'

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
  const refusal = notAllowed(invoice, 'credit', command.at) ?? refuseMoreNotes(invoice, command.lines.length)
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
export const creditNote = (invoice: ExistingInvoice, note: ReadNote): Decision<CreditNoteIssued> => {
  const content = noteContent(invoice, note, '6.7')
  return content.ok ? decided({ type: 'CreditNoteIssued', ...content.value }) : content
}
