import { invoiceId } from '../../contract/inputs/fields.ts'
import type { Question } from '../../read-model/query.ts'
import { type InvoiceRow, type InvoiceView, rowView } from '../../read-model/rows/view.ts'

/** The invoices of these ids in their order, null where the tenant has none. */
export const entities = async (
  { read, today }: Question<unknown>,
  ids: string[],
): Promise<(InvoiceView | null)[]> => {
  const possible = ids.filter((id) => invoiceId.safeParse(id).success)
  const rows = await read(
    (sql) =>
      sql<
        (InvoiceRow & { id: string })[]
      >`select id, revision, state from invoices where id = any(${possible}::text[])`,
  )
  const answers = new Map(rows.map((row) => [row.id, rowView(row, today)]))
  return ids.map((id) => answers.get(id) ?? null)
}
