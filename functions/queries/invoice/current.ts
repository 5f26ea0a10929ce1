import type { QueryCall } from '../../read-model/query.ts'
import { lookUpRow } from '../../read-model/rows/cached-row.ts'
import { type PartialView, rowView, type ViewRow, viewColumns } from '../../read-model/rows/row-view.ts'

/**
 * Reads the invoice from the read model; null when the tenant has none with this id. Redis may have the row
 * of a short time ago, which is used if it is not older than `minRevision`.
 */
export const readCurrent = async (
  call: QueryCall<unknown>,
  id: string,
  minRevision = 0,
): Promise<PartialView | null> => {
  const { tenantId, selected, today } = call
  const { row: cached, keep } = await lookUpRow({ tenantId, id, paths: selected.paths })
  if (cached !== undefined && Number(cached.revision) >= minRevision) {
    const view = viewIfValid(() => rowView(cached, selected.paths, today))
    if (view?.id === id) return view
  }
  const row = await readRow(call, id)
  if (row === undefined) return null
  await keep(row)
  return rowView(row, selected.paths, today)
}

/** Reads the invoice in PostgreSQL, whatever Redis has. */
export const readStored = async (call: QueryCall<unknown>, id: string): Promise<PartialView | null> => {
  const row = await readRow(call, id)
  return row ? rowView(row, call.selected.paths, call.today) : null
}

const readRow = async (
  { readByKey, selected }: QueryCall<unknown>,
  id: string,
): Promise<ViewRow | undefined> => {
  const [row] = await readByKey(
    (sql) => sql<ViewRow[]>`select ${viewColumns(sql, selected.paths)} from invoices where id = ${id}`,
  )
  return row
}

/** Undefined for a damaged row in Redis: PostgreSQL has the right one. */
const viewIfValid = (view: () => PartialView): PartialView | undefined => {
  try {
    return view()
  } catch {
    return undefined
  }
}
