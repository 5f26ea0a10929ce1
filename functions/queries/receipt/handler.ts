import * as z from 'zod'
import { receiptUuid } from '../../../infra/event-store/stream-names.ts'
import { receiptId } from '../../contract/inputs/identifiers.ts'
import { answerWith } from '../../contract/views/answer.ts'
import { query } from '../../read-model/query.ts'
import { type ReceiptRow, receiptRowView } from '../../read-model/rows/receipt-view.ts'

/** One receipt; null when the tenant has none with this id. */
export const handler = query({
  name: 'receipt',
  operation: 'receipt',
  input: z.strictObject({ id: receiptId }),
  answer: async ({ input: { id }, selected, read }) => {
    const [row] = await read(
      (sql) =>
        sql<ReceiptRow[]>`select revision, state::text as state from receipts where id = ${receiptUuid(id)}`,
    )
    return answerWith(row ? receiptRowView(row, selected.paths) : null)
  },
})
