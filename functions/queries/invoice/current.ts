import type { QueryCall } from '../../read-model/query.ts'
import { type PartialView, rowView, type ViewRow, viewColumns } from '../../read-model/rows/row-view.ts'

/** Reads the invoice from the read model; null when the tenant has none with this id. */
export const readCurrent = async (
  { read, selected: { paths }, today }: QueryCall<unknown>,
  id: string,
): Promise<PartialView | null> => {
  const [row] = await read(
    (sql) => sql<ViewRow[]>`select ${viewColumns(sql, paths)} from invoices where id = ${id}`,
  )
  return row ? rowView(row, paths, today) : null
}
