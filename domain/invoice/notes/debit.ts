import { accepted, allOf, type Decision, decided, type Result, refused } from '../../decision.ts'
import { wholeLimit } from '../../money/fixed.ts'
import { add, quantityLimit, takaLimit, writeQuantity, writeTaka } from '../../money/poisha.ts'
import { readReason } from '../../text/read.ts'
import { requireTaxWithinPrice } from '../draft/line-terms.ts'
import type { DebitNoteIssued } from '../events.ts'
import { refuseMoreNotes } from '../life-limits.ts'
import type { ExistingInvoice, NoteLine } from '../state.ts'
import { notAllowed } from '../status.ts'
import { debitByAmount, debitByQuantity, moreOf, noteTotals } from './adjustment.ts'
import { type IssueNote, noteContent } from './issue-note.ts'
import { type AdjustLine, readNoteLines } from './read-note-lines.ts'

/** Each line of a debit note adds something; a free line cannot be debited by quantity. */
const requireEffect = (line: NoteLine, path: string): Result<NoteLine> =>
  line.total === 0n ? refused('NOTE_WITHOUT_EFFECT', {}, path) : accepted(line)

const atStoredRates: AdjustLine = {
  byQuantity: (line, quantity, path) => {
    if (line.remaining.quantity + quantity >= quantityLimit)
      return refused('OUT_OF_RANGE', { value: writeQuantity(quantity), limit: wholeLimit.toString() }, path)
    const withinPrice = requireTaxWithinPrice(moreOf(line, quantity), path)
    return withinPrice.ok ? requireEffect(debitByQuantity(line, quantity), path) : withinPrice
  },
  byAmount: (line, amount, path) => requireEffect(debitByAmount(line, amount), path),
}

/** Issues a debit note, Mushak-6.8, on an issued invoice (s.52). The note is numbered after the decision. */
export const debit = (invoice: ExistingInvoice, command: IssueNote): Decision<DebitNoteIssued> => {
  const refusal = notAllowed(invoice, 'debit', command.at) ?? refuseMoreNotes(invoice, command.lines.length)
  if (refusal) return refusal
  const read = allOf({
    reason: readReason(command.reason),
    lines: readNoteLines(command.lines, invoice.lines, atStoredRates),
  })
  if (!read.ok) return read
  const { total } = noteTotals(read.value.lines)
  // Credits are not subtracted, because the read model stores the grand total and the debits without them.
  const debited = add(invoice.totals.grandTotal, invoice.debited, total)
  if (debited >= takaLimit)
    return refused('OUT_OF_RANGE', { value: writeTaka(debited), limit: wholeLimit.toString() }, 'lines')
  const content = noteContent(invoice, { ...command, ...read.value }, '6.8')
  return content.ok ? decided({ type: 'DebitNoteIssued', ...content.value }) : content
}
