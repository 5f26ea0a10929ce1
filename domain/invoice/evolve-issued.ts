import type { Instant } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import { unreachable } from '../decision.ts'
import { sameDocument } from '../numbering/documents.ts'
import { warningsAtIssue } from './draft/warnings.ts'
import type { CreditNoteIssued, DebitNoteIssued, InvoiceApproved, LegalNumberAssigned } from './events.ts'
import { documentOf } from './issue/document-of.ts'
import { evolveNote } from './notes/evolve-note.ts'
import { evolvePayment, type PaymentEvent } from './payments/evolve-payment.ts'
import type { ExistingInvoice } from './state.ts'
import { settlementOf, statusOnDueDate } from './status.ts'

type NoteEvent = CreditNoteIssued | DebitNoteIssued
type AfterIssue = InvoiceApproved | LegalNumberAssigned | NoteEvent | PaymentEvent

/**
 * The invoice after its approval or a later event, which can follow this state.
 * @throws StreamDamaged when a note changes a line that the invoice does not have
 */
export const evolveIssued = (invoice: ExistingInvoice, event: AfterIssue): ExistingInvoice => {
  switch (event.type) {
    case 'InvoiceApproved':
      return approved(invoice, event)
    case 'LegalNumberAssigned':
      return numbered(invoice, event)
    case 'CreditNoteIssued':
    case 'DebitNoteIssued':
      return settled(withClosingNote(evolveNote(invoice, event), event), event.at)
    case 'PaymentRecorded':
    case 'PaymentReversed':
    case 'RefundRecorded':
    case 'BalanceWrittenOff':
    case 'WriteOffReversed':
      return settled(evolvePayment(invoice, event), event.at)
    default:
      return unreachable(event)
  }
}

/** paidAt is the time of the event that made the invoice PAID, and null while it is not. */
const settled = (invoice: ExistingInvoice, at: Instant): ExistingInvoice => ({
  ...invoice,
  paidAt: statusOnDueDate(invoice) === 'PAID' ? (invoice.paidAt ?? at) : null,
  updatedAt: at,
})

/** The invoice after this note, with the note as the one that closed it if it left nothing. */
const withClosingNote = (invoice: ExistingInvoice, { by, at, reason }: NoteEvent): ExistingInvoice => ({
  ...invoice,
  closedByNote: settlementOf(invoice).net === 0n ? { by, at, reason } : null,
})

const approved = (invoice: ExistingInvoice, event: InvoiceApproved): ExistingInvoice => ({
  ...invoice,
  status: 'ISSUED',
  seller: event.seller,
  place: event.place,
  placeName: event.placeName,
  addressOfIssue: event.addressOfIssue,
  responsiblePersonName: event.responsiblePersonName,
  responsiblePersonDesignation: event.responsiblePersonDesignation,
  warnings: event.warnings,
  approvedBy: event.by,
  approvedAt: event.at,
  updatedAt: event.at,
  openNumbers: [
    ...invoice.openNumbers,
    {
      document: documentOf(event, invoice.id),
      register: event.register,
      decidedAt: event.at,
    },
  ],
})

const numbered = (invoice: ExistingInvoice, event: LegalNumberAssigned): ExistingInvoice => {
  const { document, number, issuedAt } = event
  const openNumbers = invoice.openNumbers.filter((open) => !sameDocument(open.document, document))
  if (document.kind === 'INVOICE') {
    const warnings = warningsAtIssue(invoice.warnings, invoice.invoiceDate, dhakaDate(issuedAt))
    return { ...invoice, openNumbers, mushakNumber: number, issuedAt, warnings }
  }
  return {
    ...invoice,
    openNumbers,
    notes: invoice.notes.map((note) => (note.id === document.noteId ? { ...note, number, issuedAt } : note)),
  }
}
