import type { Note, NoteLine } from '../../../domain/invoice/state.ts'
import { writeQuantity } from '../../../domain/money/poisha.ts'
import { money } from './money.ts'

/** The type TaxNoteLine of the contract. */
const noteLineView = (line: NoteLine) => ({
  lineItemId: line.lineId,
  quantity: line.quantity === null ? null : writeQuantity(line.quantity),
  value: money(line.value),
  supplementaryDuty: money(line.supplementaryDuty),
  vatAmount: money(line.vat),
  total: money(line.total),
})

/** The type TaxNote of the contract. */
export const noteView = (note: Note) => ({
  id: note.id,
  kind: note.kind,
  number: note.number,
  reason: note.reason,
  decidedBy: note.decidedBy,
  decidedAt: note.decidedAt,
  issuedAt: note.issuedAt,
  recipient: note.recipient,
  seller: note.seller,
  place: note.place,
  placeName: note.placeName,
  addressOfIssue: note.addressOfIssue,
  responsiblePersonName: note.responsiblePersonName,
  responsiblePersonDesignation: note.responsiblePersonDesignation,
  vehicle: note.vehicle,
  lines: note.lines.map(noteLineView),
  value: money(note.value),
  supplementaryDuty: money(note.supplementaryDuty),
  vatAmount: money(note.vat),
  total: money(note.total),
})
