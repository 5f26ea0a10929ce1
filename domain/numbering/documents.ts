import { nullable, oneOf, record, text, type ValueOf } from '../event/fields.ts'
import type { LegalSeries } from './series.ts'

/**
 * The document that a legal number is for: a tax invoice or one of its notes. noteId is null for the invoice
 * itself.
 */
export const documentField = record({
  kind: oneOf('INVOICE', 'CREDIT_NOTE', 'DEBIT_NOTE'),
  invoiceId: text,
  noteId: nullable(text),
})
export type Document = ValueOf<typeof documentField>

/** The Mushak form of a document gives its series its name. */
const series = { INVOICE: '6.3', CREDIT_NOTE: '6.7', DEBIT_NOTE: '6.8' } as const satisfies Record<
  Document['kind'],
  LegalSeries
>

export const seriesOf = (document: Document): LegalSeries => series[document.kind]

export const sameDocument = (one: Document, other: Document): boolean =>
  one.kind === other.kind && one.invoiceId === other.invoiceId && one.noteId === other.noteId
