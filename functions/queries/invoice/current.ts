import type { QueryCall } from '../../read-model/query.ts'
import { type InvoiceView, rowView, type ViewRow } from '../../read-model/rows/row-view.ts'

/** Reads the invoice from the read model; null when the tenant has none with this id. */
export const readCurrent = async (
  { read, today }: QueryCall<unknown>,
  id: string,
): Promise<InvoiceView | null> => {
  const [row] = await read((sql) => sql<ViewRow[]>`select revision, state from invoices where id = ${id}`)
  return row ? rowView(row, today) : null
}
