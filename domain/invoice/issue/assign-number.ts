import type { Instant } from '../../calendar/dates.ts'
import { BrokenInvariant, type Decision, decided } from '../../decision.ts'
import { type Document, sameDocument, seriesOf } from '../../numbering/documents.ts'
import { mushakNumber } from '../../numbering/numbers.ts'
import type { LegalNumberAssigned } from '../events.ts'
import type { ExistingInvoice } from '../state.ts'

/** What the register says of a document: its serial, and its legal time of issue. */
export type AssignNumber = Readonly<{ document: Document; serial: number; issuedAt: Instant }>

/** Writes the number that a register gave into the invoice. Whoever comes second finds it there and adds nothing. */
export const assignNumber = (
  invoice: ExistingInvoice,
  command: AssignNumber,
): Decision<LegalNumberAssigned> => {
  const { document, serial, issuedAt } = command
  const number = mushakNumber(seriesOf(document), issuedAt, serial)
  const open = invoice.openNumbers.find((one) => sameDocument(one.document, document))
  if (open) {
    return decided({
      type: 'LegalNumberAssigned',
      document,
      number,
      serial,
      fiscalYear: open.register.fiscalYear,
      issuedAt,
    })
  }
  const standing =
    document.kind === 'INVOICE'
      ? invoice.mushakNumber
      : invoice.notes.find(({ id }) => id === document.noteId)?.number
  if (standing === number) return decided()
  throw new BrokenInvariant(
    `${document.kind} of invoice ${invoice.id} cannot be ${number}: ${standing ?? 'it was never decided'}`,
  )
}
