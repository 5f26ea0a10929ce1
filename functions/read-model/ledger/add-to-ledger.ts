import type { Invoice } from '../../../domain/invoice/state.ts'
import { openItemsChangedSince } from '../../../domain/report/open-items.ts'
import { documentsAddedSince } from '../../../domain/report/tax-documents.ts'
import { receiptsChangedSince } from '../../../domain/report/tax-receipts.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { type TenantScope, tenantSchema } from '../../../infra/postgres/tenant-schema.ts'
import type { Change } from '../rows/folded.ts'
import { type Columns, documentColumns, lineColumns, openItemColumns, receiptColumns } from './columns.ts'

/**
 * Writes what these changes add to the ledger tables, in the transaction that has written the rows of the
 * invoices: one statement for each table, whatever the number of rows. What the ledger has already stays as
 * it is, apart from the reversal of a receipt and the days of an open item.
 */
export const addToLedger = async (
  sql: Queries,
  scope: TenantScope,
  changes: readonly Change<Invoice>[],
): Promise<void> => {
  const documents = changes
    .flatMap(({ loaded, folded }) => documentsAddedSince(loaded.state, folded.state))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
  const lines = documents.flatMap((document) => document.lines.map((line) => ({ document, line })))
  const receipts = changes
    .flatMap(({ loaded, folded }) => receiptsChangedSince(loaded.state, folded.state))
    .toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  const items = changes
    .flatMap(({ loaded, folded }) => openItemsChangedSince(loaded.state, folded.state))
    .toSorted((one, other) => (one.invoiceId < other.invoiceId ? -1 : 1))
  const insert = insertInto(sql, tenantSchema(scope))
  await Promise.all([
    insert('tax_documents', documentColumns, documents, 'on conflict (document_id) do nothing'),
    insert('tax_lines', lineColumns, lines, 'on conflict (document_id, line_no) do nothing'),
    insert('tax_receipts', receiptColumns, receipts, reverseExisting),
    insert('tax_open_items', openItemColumns, items, moveExisting),
  ])
}

const keyOf = ({ invoiceId, id }: { invoiceId: string; id: string }): string => `${invoiceId} ${id}`

/** A reversal counts as added when it comes: whoever has filed a return has to learn of it. */
const reverseExisting = `on conflict (invoice_id, payment_id) do update
  set reversed_on = excluded.reversed_on, added_at = statement_timestamp()
  where stored.reversed_on is distinct from excluded.reversed_on`

const moveExisting = `on conflict (invoice_id) do update set
  issued_on = excluded.issued_on, opened_on = excluded.opened_on, settled_on = excluded.settled_on
  where (stored.issued_on, stored.opened_on, stored.settled_on)
    is distinct from (excluded.issued_on, excluded.opened_on, excluded.settled_on)`

/** The text of a statement does not depend on the number of rows, so that PostgreSQL plans it once. */
const insertInto =
  (sql: Queries, schema: string) =>
  async <Thing>(
    table: string,
    columns: Columns<Thing>,
    things: readonly Thing[],
    onConflict: string,
  ): Promise<void> => {
    if (things.length === 0) return
    const names = Object.keys(columns).join(', ')
    const types = Object.entries(columns).map(([name, [type]]) => `${name}::${type}`)
    const lists = Object.keys(columns).map((_, index) => `$${index + 1}::text[]`)
    const values = Object.values(columns).map(([, valueIn]) => things.map(valueIn))
    await sql.unsafe(
      `insert into "${schema}".${table} as stored (${names}) select ${types.join(', ')}
        from unnest(${lists.join(', ')}) as input(${names}) ${onConflict}`,
      values,
      { prepare: true },
    )
  }
