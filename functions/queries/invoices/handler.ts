import * as z from 'zod'
import { optional } from '../../contract/inputs/fields.ts'
import {
  connectionAnswer,
  invalidCursor,
  listInput,
  maxBytesOfCopy,
  needsRows,
  pageOf,
} from '../../read-model/page.ts'
import { query } from '../../read-model/query.ts'
import { rowView } from '../../read-model/rows/row-view.ts'
import { cursorOf, positionOf } from './cursor.ts'
import { filter as invoiceFilter } from './filter.ts'
import { orderNames } from './order.ts'
import { readPage } from './read-page.ts'

const input = listInput({ filter: optional(invoiceFilter), orderBy: optional(z.enum(orderNames)) })

/**
 * A page of the tenant's invoices. Its cursors stay valid while invoices are added. A page of large invoices
 * ends before it is too large for a response; the next one begins there.
 */
export const handler = query({
  name: 'invoices',
  operation: 'invoices',
  input,
  answer: async ({ input, tenantId, today, selected, read }) => {
    const { filter = {}, orderBy: order = 'NEWEST' } = input
    const { size, backwards, cursor } = pageOf(input)
    const position = cursor === undefined ? undefined : positionOf(cursor, order, filter)
    if (cursor !== undefined && !position) return invalidCursor(backwards)
    const [paths, maxBytes] = [selected.below('nodes', 'edges.node'), maxBytesOfCopy(selected)]
    const request = { tenantId, filter, order, today, size, position, backwards, paths, maxBytes }
    const parts = { rows: needsRows(selected), totalCount: selected.has('totalCount') }
    const page = await read((sql) => readPage(sql, request, parts))
    const edges = page.rows.map((row) => ({
      cursor: cursorOf(row, order, filter),
      node: rowView(row, paths, today),
    }))
    const { more, totalCount } = page
    return connectionAnswer({ edges, more, totalCount, backwards, fromCursor: !!position }, selected)
  },
})
