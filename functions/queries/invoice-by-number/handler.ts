import * as z from 'zod'
import { numberSpelling } from '../../../domain/numbering/numbers.ts'
import { documentNumber } from '../../contract/inputs/identifiers.ts'
import { answerWith } from '../../contract/views/answer.ts'
import { query } from '../../read-model/query.ts'
import { invoiceNumberIs, legalNumberIs } from '../../read-model/rows/number-conditions.ts'
import { rowView, type ViewRow, viewColumns } from '../../read-model/rows/row-view.ts'

/**
 * The invoice with this INV number, this Mushak-6.3 number, or a note with this 6.7 or 6.8 number; null when
 * the tenant has none.
 */
export const handler = query({
  name: 'invoiceByNumber',
  operation: 'invoiceByNumber',
  input: z.strictObject({ number: documentNumber }),
  answer: async ({ input, tenantId, today, selected: { paths }, read }) => {
    const number = numberSpelling(input.number)
    const [row] = await read(
      (sql) => sql<ViewRow[]>`
        select ${viewColumns(sql, paths)} from invoices
        where ${invoiceNumberIs(sql, tenantId, number)} or ${legalNumberIs(sql, number)}`,
    )
    return answerWith(row ? rowView(row, paths, today) : null)
  },
})
