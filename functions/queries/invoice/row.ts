import type { Question } from '../../read-model/query.ts'
import { type InvoiceRow, type InvoiceView, rowView } from '../../read-model/rows/view.ts'

/** The invoice as the read model has it now. */
export const current = async (
  { read, today }: Question<unknown>,
  id: string,
): Promise<InvoiceView | null> => {
  const [row] = await read((sql) => sql<InvoiceRow[]>`select revision, state from invoices where id = ${id}`)
  return row ? rowView(row, today) : null
}
