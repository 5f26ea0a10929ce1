import type { Invoice } from '../../../domain/invoice/state.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { TenantScope } from '../../../infra/postgres/tenant-schema.ts'
import type { Change } from '../../read-model/rows/folded.ts'

/**
 * Replaces the rows of these invoices in the table of documents that were decided and have no number yet,
 * which `finish-numbering` reads. Runs in the transaction that writes the rows of the invoices.
 */
export const replaceOpenNumbers = async (
  sql: Queries,
  { version }: TenantScope,
  changes: readonly Change<Invoice>[],
): Promise<void> => {
  const changed = changes.filter(
    ({ loaded, folded }) => mayHaveOpen(loaded.state) || mayHaveOpen(folded.state),
  )
  if (changed.length === 0) return
  const streams = changed.map(({ stream }) => stream)
  await sql`delete from finance.open_numbers
    where stream = any(${streams}::text[]) and version = ${version}`
  const open = changed.flatMap(({ stream, folded: { state } }) =>
    openRowsOf(stream, state).map((row) => ({ ...row, version })),
  )
  if (open.length > 0) await sql`insert into finance.open_numbers ${sql(open)}`
}

const openRowsOf = (stream: string, invoice: Invoice) =>
  invoice.status === 'NONE'
    ? []
    : invoice.openNumbers.map(({ document, register, decidedAt }) => ({
        tenant: invoice.tenantId,
        stream,
        document: document.noteId ?? document.invoiceId,
        series: register.series,
        place: register.place,
        fiscal_year: register.fiscalYear,
        seen_revision: register.revision,
        decided_at: decidedAt,
      }))

/** Nothing is known of a row with a state of another shape. */
const mayHaveOpen = (invoice: Invoice | undefined): boolean =>
  invoice === undefined || (invoice.status !== 'NONE' && invoice.openNumbers.length > 0)
