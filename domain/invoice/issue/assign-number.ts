import type { Instant } from '../../calendar/dates.ts'
import { BrokenInvariant, type Decision, decided } from '../../decision.ts'
import { type Document, sameDocument, seriesOf } from '../../numbering/documents.ts'
import { mushakNumber } from '../../numbering/numbers.ts'
import type { LegalNumberAssigned } from '../events.ts'
import type { ExistingInvoice } from '../state.ts'

/** The take of a document in its register: its serial and its legal time of issue. */
export type AssignNumber = Readonly<{ document: Document; serial: number; issuedAt: Instant }>

/**
 * Assigns the number that the register gave to a document of the invoice. When the document has this number
 * already, there is no event: two processes may finish the same numbering.
 * @throws BrokenInvariant when the document has another number or was never decided
 */
export const assignNumber = (
  invoice: ExistingInvoice,
  command: AssignNumber,
): Decision<LegalNumberAssigned> => {
  const { document, serial, issuedAt } = command
  const { place } = invoice
  const number = mushakNumber({ series: seriesOf(document), place }, issuedAt, serial)
  const open = invoice.openNumbers.find((one) => sameDocument(one.document, document))
  if (open) {
    return decided({
      type: 'LegalNumberAssigned',
      document,
      number,
      place,
      serial,
      fiscalYear: open.register.fiscalYear,
      issuedAt,
    })
  }
  const assigned =
    document.kind === 'INVOICE'
      ? invoice.mushakNumber
      : invoice.notes.find(({ id }) => id === document.noteId)?.number
  if (assigned === number) return decided()
  throw new BrokenInvariant(
    `${document.kind} of invoice ${invoice.id} cannot be ${number}: ${assigned ?? 'it was never decided'}`,
  )
}
