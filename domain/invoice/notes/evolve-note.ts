import { StreamDamaged } from '../../event/stream-damaged.ts'
import { add, quantityOf, subtract } from '../../money/poisha.ts'
import type { CreditNoteIssued, DebitNoteIssued } from '../events.ts'
import { noteLineFrom } from '../figures.ts'
import { documentOf } from '../issue/document-of.ts'
import type { ExistingInvoice, Line, Note, NoteLine } from '../state.ts'
import { noteTotals } from './adjustment.ts'

/**
 * The invoice after a note: what remains of its lines has changed, and the note is open for its number.
 * @throws StreamDamaged when the note changes a line that the invoice does not have, or credits more than
 * remains of it
 */
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
    seller: event.seller,
    place: event.place,
    placeName: event.placeName,
    addressOfIssue: event.addressOfIssue,
    responsiblePersonName: event.responsiblePersonName,
    responsiblePersonDesignation: event.responsiblePersonDesignation,
    vehicle: event.vehicle,
    lines,
    ...noteTotals(lines),
  }
  const document = documentOf(event, invoice.id)
  return {
    ...invoice,
    lines: lines.reduce((all, line) => adjusted(all, line, kind), invoice.lines),
    credited: kind === 'CREDIT' ? add(invoice.credited, note.total) : invoice.credited,
    debited: kind === 'DEBIT' ? add(invoice.debited, note.total) : invoice.debited,
    notes: [...invoice.notes, note],
    openNumbers: [...invoice.openNumbers, { document, register: event.register, decidedAt: event.at }],
  }
}

/** remaining = original + debits - credits, for quantity, value, duty and VAT each. */
const adjusted = (lines: readonly Line[], change: NoteLine, kind: Note['kind']): readonly Line[] => {
  if (!lines.some((line) => line.id === change.lineId))
    throw new StreamDamaged(`A note changes line ${change.lineId}, which the invoice does not have`)
  return lines.map((line) => (line.id === change.lineId ? adjustedLine(line, change, kind) : line))
}

const adjustedLine = (line: Line, change: NoteLine, kind: Note['kind']): Line => {
  const { quantity, value, supplementaryDuty, vat } = line.remaining
  const adjust = kind === 'CREDIT' ? subtract : add
  const quantityChange = change.quantity ?? 0n
  const remaining = {
    quantity: quantityOf(kind === 'CREDIT' ? quantity - quantityChange : quantity + quantityChange),
    value: adjust(value, change.value),
    supplementaryDuty: adjust(supplementaryDuty, change.supplementaryDuty),
    vat: adjust(vat, change.vat),
  }
  if (Object.values(remaining).some((part) => part < 0n))
    throw new StreamDamaged(`A note credits more than remains of line ${line.id}`)
  return { ...line, remaining }
}
