import type { Document } from '../../numbering/documents.ts'
import type { CreditNoteIssued, DebitNoteIssued, InvoiceApproved, InvoiceEvent } from '../events.ts'

/** The events that decide a document. It has a legal time, and it needs a legal number. */
export type DocumentDecided = InvoiceApproved | CreditNoteIssued | DebitNoteIssued

export const decidesDocument = (event: InvoiceEvent): event is DocumentDecided =>
  event.type === 'InvoiceApproved' || event.type === 'CreditNoteIssued' || event.type === 'DebitNoteIssued'

/** The document that an event of this invoice decides. */
export const documentOf = (event: DocumentDecided, invoiceId: string): Document =>
  event.type === 'InvoiceApproved'
    ? { kind: 'INVOICE', invoiceId, noteId: null }
    : { kind: kinds[event.type], invoiceId, noteId: event.noteId }

const kinds = { CreditNoteIssued: 'CREDIT_NOTE', DebitNoteIssued: 'DEBIT_NOTE' } as const
