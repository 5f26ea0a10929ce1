import type { Question } from '../../read-model/query.ts'
import { type InvoiceAnswer, type InvoiceRow, rowAnswer } from '../../read-model/rows/view.ts'

/** The invoice as the read model has it now. */
export const current = async (
  { read, today }: Question<unknown>,
  id: string,
): Promise<InvoiceAnswer | null> => {
  const [row] = await read((sql) => sql<InvoiceRow[]>`select revision, state from invoices where id = ${id}`)
  return row ? rowAnswer(row, today) : null
}
