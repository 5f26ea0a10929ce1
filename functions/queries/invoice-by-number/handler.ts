import * as z from 'zod'
import { trimmed } from '../../../domain/text/unseen.ts'
import { text } from '../../contract/inputs/fields.ts'
import { found, query } from '../../read-model/query.ts'
import { type InvoiceRow, rowView } from '../../read-model/rows/view.ts'

/** By its INV number or by the number of its Mushak-6.3; null when the tenant has none of that number. */
export const handler = query({
  name: 'invoiceByNumber',
  operation: 'invoiceByNumber',
  input: z.strictObject({ number: text }),
  answer: async ({ input, today, read }) => {
    const number = trimmed(input.number).toUpperCase()
    const [row] = await read(
      (sql) =>
        sql<
          InvoiceRow[]
        >`select revision, state from invoices where "invoiceNumber" = ${number} or "mushakNumber" = ${number}`,
    )
    return found(row ? rowView(row, today) : null)
  },
})
