import { invoiceId } from '../../contract/inputs/fields.ts'
import type { QueryCall } from '../../read-model/query.ts'
import { type InvoiceView, rowView, type ViewRow } from '../../read-model/rows/row-view.ts'

type EntityRow = ViewRow & { id: string }

/** Reads the invoices with these ids, in the order of the ids; null where the tenant has none. */
export const readEntities = async (
  { read, today }: QueryCall<unknown>,
  ids: string[],
): Promise<(InvoiceView | null)[]> => {
  const valid = ids.filter((id) => invoiceId.safeParse(id).success)
  const rows = await read(
    (sql) => sql<EntityRow[]>`select id, revision, state from invoices where id = any(${valid}::text[])`,
  )
  const views = new Map(rows.map((row) => [row.id, rowView(row, today)]))
  return ids.map((id) => views.get(id) ?? null)
}
