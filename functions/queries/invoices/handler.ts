import * as z from 'zod'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { optional, textUpTo } from '../../contract/inputs/fields.ts'
import { answerWith } from '../../contract/views/answer.ts'
import { countFitting } from '../../read-model/count-fitting.ts'
import { query } from '../../read-model/query.ts'
import { rowView } from '../../read-model/rows/row-view.ts'
import type { Selected } from '../../read-model/selected.ts'
import { cursorOf, positionOf } from './cursor.ts'
import { filter as invoiceFilter } from './filter.ts'
import { orderNames } from './order.ts'
import { readPage } from './read-page.ts'

const pageSize = optional(
  z.int().min(1, 'is not a page size: 1 to 100').max(100, 'is not a page size: 1 to 100'),
)

/** A cursor has at most 200 characters. */
const cursor = textUpTo(500)

const input = z
  .strictObject({
    first: pageSize,
    after: optional(cursor),
    last: pageSize,
    before: optional(cursor),
    filter: optional(invoiceFilter),
    orderBy: optional(z.enum(orderNames)),
  })
  .refine(({ first, last }) => first === undefined || last === undefined, {
    path: ['last'],
    message: 'cannot be combined with first: use one of them',
  })
  .refine(({ after, last }) => after === undefined || last === undefined, {
    path: ['after'],
    message: 'cannot be combined with last: use before',
  })
  .refine(({ before, last }) => before === undefined || last !== undefined, {
    path: ['before'],
    message: 'needs last: with first, use after',
  })

const defaultPageSize = 20

/**
 * A page of the tenant's invoices. Its cursors stay valid while invoices are added. A page of large invoices
 * ends before it is too large for a response; the next one begins there.
 */
export const handler = query({
  name: 'invoices',
  operation: 'invoices',
  input,
  answer: async ({ input, tenantId, today, selected, read }) => {
    const { first, after, last, before, filter = {}, orderBy: order = 'NEWEST' } = input
    const backwards = last !== undefined
    const cursor = after ?? before
    const position = cursor === undefined ? undefined : positionOf(cursor, order, filter)
    if (cursor !== undefined && !position) return invalidCursor(backwards ? 'before' : 'after')
    const size = first ?? last ?? defaultPageSize
    const [paths, maxBytes] = [selected.below('nodes', 'edges.node'), maxBytesOfCopy(selected)]
    const request = { tenantId, filter, order, today, size, position, backwards, paths, maxBytes }
    const rows = ['nodes', 'edges', 'pageInfo'].some(selected.has)
    const page = await read((sql) => readPage(sql, request, { rows, totalCount: selected.has('totalCount') }))
    const edges = page.rows.map((row) => ({
      cursor: cursorOf(row, order, filter),
      node: rowView(row, paths, today),
    }))
    const fitting = edges.slice(0, countFitting(edges, maxBytes))
    const more = page.more || fitting.length < edges.length
    if (backwards) fitting.reverse()
    return answerWith({
      edges: selected.has('edges') ? fitting : [],
      nodes: selected.has('nodes') ? fitting.map(({ node }) => node) : [],
      pageInfo: pageInfo(fitting, { more, backwards, fromCursor: !!position }),
      totalCount: page.totalCount,
    })
  },
})

/** An answer contains each invoice twice when both nodes and edges are selected. */
const maxBytesOfCopy = ({ has, maxBytes }: Selected): number =>
  has('nodes') && has('edges') ? Math.floor(maxBytes / 2) : maxBytes

type Direction = { more: boolean; backwards: boolean; fromCursor: boolean }

/** A page that begins at a cursor has a page on its other side, which has at least the row of the cursor. */
const pageInfo = (edges: { cursor: string }[], { more, backwards, fromCursor }: Direction) => ({
  hasNextPage: backwards ? fromCursor : more,
  hasPreviousPage: backwards ? more : fromCursor,
  startCursor: edges[0]?.cursor ?? null,
  endCursor: edges.at(-1)?.cursor ?? null,
})

const invalidCursor = (path: string): Answer<never> =>
  failed({
    code: 'INVALID_INPUT',
    message: `${path}: is not a cursor of this order and filter; begin again without it`,
    path,
  })
