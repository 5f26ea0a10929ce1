import * as z from 'zod'
import { numberSpelling } from '../../../domain/numbering/numbers.ts'
import { documentNumber } from '../../contract/inputs/identifiers.ts'
import { answerWith } from '../../contract/views/answer.ts'
import { query } from '../../read-model/query.ts'
import { rowView, type ViewRow, viewColumns } from '../../read-model/rows/row-view.ts'

/** The invoice with this INV number or Mushak-6.3 number; null when the tenant has none. */
export const handler = query({
  name: 'invoiceByNumber',
  operation: 'invoiceByNumber',
  input: z.strictObject({ number: documentNumber }),
  answer: async ({ input, today, selected: { paths }, read }) => {
    const number = numberSpelling(input.number)
    const [row] = await read(
      (sql) => sql<ViewRow[]>`
        select ${viewColumns(sql, paths)} from invoices
        where "invoiceNumber" = ${number} or "mushakNumber" = ${number}`,
    )
    return answerWith(row ? rowView(row, paths, today) : null)
  },
})
