import { BrokenInvariant } from '../../decision.ts'
import { add, type Poisha, quantityOf, subtract } from '../../money/poisha.ts'
import type { CreditNoteIssued, DebitNoteIssued } from '../events.ts'
import { noteLineFrom } from '../figures.ts'
import type { ExistingInvoice, Line, Note, NoteLine } from '../state.ts'
import { sumOf } from './note-totals.ts'

/** A note changes what remains of its lines, and waits for its number. */
export const evolveNote = (
  invoice: ExistingInvoice,
  event: CreditNoteIssued | DebitNoteIssued,
): ExistingInvoice => {
  const kind = event.type === 'CreditNoteIssued' ? 'CREDIT' : 'DEBIT'
  const lines = event.lines.map(noteLineFrom)
  const note: Note = {
    id: event.noteId,
    kind,
    number: null,
    issuedAt: null,
    reason: event.reason,
    decidedBy: event.by,
    decidedAt: event.at,
    recipient: event.recipient,
    lines,
    ...sumOf(lines),
  }
  const document = {
    kind: kind === 'CREDIT' ? 'CREDIT_NOTE' : 'DEBIT_NOTE',
    invoiceId: invoice.id,
    noteId: note.id,
  } as const
  return {
    ...invoice,
    lines: lines.reduce((all, line) => adjusted(all, line, kind), invoice.lines),
    credited: kind === 'CREDIT' ? add(invoice.credited, note.total) : invoice.credited,
    debited: kind === 'DEBIT' ? add(invoice.debited, note.total) : invoice.debited,
    notes: [...invoice.notes, note],
    openNumbers: [...invoice.openNumbers, { document, register: event.register, decidedAt: event.at }],
  }
}

/** remaining = original + debits - credits, each part for itself. */
const adjusted = (lines: readonly Line[], change: NoteLine, kind: Note['kind']): readonly Line[] => {
  if (!lines.some((line) => line.id === change.lineId))
    throw new BrokenInvariant(`A note changes line ${change.lineId}, which is not there`)
  const adjust = (amount: Poisha, by: Poisha): Poisha =>
    kind === 'CREDIT' ? subtract(amount, by) : add(amount, by)
  return lines.map((line) => {
    if (line.id !== change.lineId) return line
    const { quantity, value, supplementaryDuty, vat } = line.remaining
    const moved = change.quantity ?? 0n
    return {
      ...line,
      remaining: {
        quantity: quantityOf(kind === 'CREDIT' ? quantity - moved : quantity + moved),
        value: adjust(value, change.value),
        supplementaryDuty: adjust(supplementaryDuty, change.supplementaryDuty),
        vat: adjust(vat, change.vat),
      },
    }
  })
}
