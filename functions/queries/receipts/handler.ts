import { optional } from '../../contract/inputs/fields.ts'
import { partyId } from '../../contract/inputs/identifiers.ts'
import { decodeCursor, encodeCursor, isInstantOfRow } from '../../read-model/cursor.ts'
import {
  connectionAnswer,
  invalidCursor,
  listInput,
  maxBytesOfCopy,
  needsRows,
  pageOf,
} from '../../read-model/page.ts'
import { query } from '../../read-model/query.ts'
import { receiptRowView } from '../../read-model/rows/receipt-view.ts'
import { countReceipts, readPage } from './read-page.ts'

/**
 * A page of the receipts of a customer, or of all, the newest first. A page of large receipts ends before it
 * is too large for a response; the next one begins there.
 */
export const handler = query({
  name: 'receipts',
  operation: 'receipts',
  input: listInput({ customerId: optional(partyId) }),
  answer: async ({ input, selected, read }) => {
    const { customerId } = input
    const list = { name: 'RECEIPTS', filter: { customerId } }
    const { size, backwards, cursor } = pageOf(input)
    const position = cursor === undefined ? undefined : decodeCursor(cursor, list, isInstantOfRow)
    if (cursor !== undefined && !position) return invalidCursor(backwards)
    const request = { customerId, size, position, backwards, maxBytes: maxBytesOfCopy(selected) }
    const [page, totalCount] = await read((sql) =>
      Promise.all([
        needsRows(selected) ? readPage(sql, request) : { rows: [], more: false },
        selected.has('totalCount') ? countReceipts(sql, customerId) : 0,
      ]),
    )
    const paths = selected.below('nodes', 'edges.node')
    const edges = page.rows.map((row) => ({
      cursor: encodeCursor(row, list),
      node: receiptRowView(row, paths),
    }))
    const { more } = page
    return connectionAnswer({ edges, more, totalCount, backwards, fromCursor: !!position }, selected)
  },
})
