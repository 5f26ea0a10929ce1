import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'

export type OpenInvoice = { stream: string; invoice: ExistingInvoice }

/**
 * Replaces the rows of these invoices in the table of documents that were decided and have no number yet,
 * which `finish-numbering` reads. Runs in the transaction that writes the rows of the invoices.
 */
export const replaceOpenNumbers = async (sql: Queries, invoices: readonly OpenInvoice[]): Promise<void> => {
  if (invoices.length === 0) return
  const streams = invoices.map(({ stream }) => stream)
  await sql`delete from finance.open_numbers where stream = any(${streams}::text[])`
  const open = invoices.flatMap(({ stream, invoice }) =>
    invoice.openNumbers.map(({ document, register, decidedAt }) => ({
      tenant: invoice.tenantId,
      stream,
      document: document.noteId ?? document.invoiceId,
      series: register.series,
      place: register.place,
      fiscal_year: register.fiscalYear,
      seen_revision: register.revision,
      decided_at: decidedAt,
    })),
  )
  if (open.length > 0) await sql`insert into finance.open_numbers ${sql(open)}`
}
