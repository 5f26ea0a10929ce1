import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { snapshotText } from '../../../domain/event/snapshot.ts'
import { lacksCertificate } from '../../../domain/invoice/payments/expected-certificates.ts'
import { invoiceShape } from '../../../domain/invoice/snapshot.ts'
import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import { settlementOf, statusOnDueDate } from '../../../domain/invoice/status.ts'
import { writeTaka } from '../../../domain/money/poisha.ts'

/** The columns of the table `invoices`, with their types. The statement that saves rows is made from them. */
export const columns = {
  id: 'text',
  tenantId: 'text',
  invoiceNumber: 'text',
  mushakNumber: 'text',
  noteNumbers: 'text[]',
  place: 'text',
  status: 'text',
  vendorId: 'text',
  customerId: 'text',
  customerName: 'text',
  invoiceDate: 'date',
  dueDate: 'date',
  issueDate: 'date',
  fiscalYear: 'text',
  subtotal: 'numeric',
  supplementaryDuty: 'numeric',
  vatAmount: 'numeric',
  grandTotal: 'numeric',
  paidAmount: 'numeric',
  balance: 'numeric',
  lacksVds: 'boolean',
  lacksTds: 'boolean',
  createdAt: 'timestamptz',
  updatedAt: 'timestamptz',
  revision: 'bigint',
  state: 'jsonb',
  shape: 'integer',
  shapeRevision: 'bigint',
} as const

export type Column = keyof typeof columns
export type Row = Record<Column, string | null>

/** The row of an invoice: its state, and the columns by which lists filter, sort and sum. */
export const rowOf = (invoice: ExistingInvoice, revision: number): Row => ({
  id: invoice.id,
  tenantId: invoice.tenantId,
  invoiceNumber: invoice.invoiceNumber,
  mushakNumber: invoice.mushakNumber,
  noteNumbers: noteNumbersOf(invoice),
  place: invoice.place,
  // Queries derive OVERDUE from the reader's date.
  status: statusOnDueDate(invoice),
  vendorId: invoice.seller.partyId,
  customerId: invoice.buyer.partyId,
  customerName: invoice.buyer.name,
  invoiceDate: invoice.invoiceDate,
  dueDate: invoice.dueDate,
  issueDate: invoice.issuedAt === null ? null : dhakaDate(invoice.issuedAt),
  fiscalYear: invoice.fiscalYear,
  subtotal: writeTaka(invoice.totals.subtotal),
  supplementaryDuty: writeTaka(invoice.totals.supplementaryDuty),
  vatAmount: writeTaka(invoice.totals.vat),
  grandTotal: writeTaka(invoice.totals.grandTotal),
  paidAmount: writeTaka(invoice.paid),
  balance: writeTaka(settlementOf(invoice).balance),
  lacksVds: String(lacksCertificate(invoice, 'VDS')),
  lacksTds: String(lacksCertificate(invoice, 'TDS')),
  createdAt: invoice.createdAt,
  updatedAt: invoice.updatedAt,
  revision: String(revision),
  state: snapshotText(invoice),
  shape: String(invoiceShape),
  shapeRevision: String(revision),
})

/**
 * The numbers of the notes as an array of PostgreSQL. A number has no character that an array would quote.
 */
const noteNumbersOf = ({ notes }: ExistingInvoice): string =>
  `{${notes.flatMap(({ number }) => number ?? []).join(',')}}`
