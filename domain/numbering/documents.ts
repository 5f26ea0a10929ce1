import type { Instant } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import { type FiscalYear, fiscalYearOf } from '../calendar/fiscal-year.ts'
import { integer, nullable, oneOf, record, text, type ValueOf } from '../event/fields.ts'

/** The three legal series: Mushak-6.3 tax invoices, 6.7 credit notes, 6.8 debit notes. */
export type LegalSeries = '6.3' | '6.7' | '6.8'

/**
 * A legal register as a decision read it: its series, its place of issue, the fiscal year of the decision,
 * and the revision of its last event (-1 when it is empty).
 */
export const registerField = record({
  series: oneOf('6.3', '6.7', '6.8'),
  place: text,
  fiscalYear: text,
  revision: integer,
})
export type RegisterHead = ValueOf<typeof registerField>

/** The fiscal year of the register that numbers a document decided at this instant. */
export const registerYear = (decidedAt: Instant): FiscalYear => fiscalYearOf(dhakaDate(decidedAt))

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
