import * as z from 'zod'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { optional, text } from '../../contract/inputs/fields.ts'
import { found, query } from '../../read-model/query.ts'
import { rowView } from '../../read-model/rows/view.ts'
import { cursorOf, placeOf } from './cursor.ts'
import { filter } from './filter.ts'
import { orderNames } from './order.ts'
import { type Page, readPage } from './page.ts'

const pageSize = optional(
  z.int().min(1, 'is not a page size: 1 to 100').max(100, 'is not a page size: 1 to 100'),
)

const input = z
  .strictObject({
    first: pageSize,
    after: optional(text),
    last: pageSize,
    before: optional(text),
    filter: optional(filter),
    orderBy: optional(z.enum(orderNames)),
  })
  .refine(({ first, last }) => first === undefined || last === undefined, {
    path: ['last'],
    message: 'cannot stand beside first: ask for one of them',
  })
  .refine(({ after, last }) => after === undefined || last === undefined, {
    path: ['after'],
    message: 'goes with first; with last use before',
  })
  .refine(({ before, last }) => before === undefined || last !== undefined, {
    path: ['before'],
    message: 'goes with last; with first use after',
  })

const usualPageSize = 20

/** A page of the tenant's invoices with cursors that hold while others are added. */
export const handler = query({
  name: 'invoices',
  operation: 'invoices',
  input,
  answer: async ({ input, tenantId, today, read }) => {
    const order = input.orderBy ?? 'NEWEST'
    const wanted = input.filter ?? {}
    const backwards = input.last !== undefined
    const cursor = input.after ?? input.before
    const place = cursor === undefined ? undefined : placeOf(cursor, order, wanted)
    if (cursor !== undefined && !place) return foreignCursor(backwards ? 'before' : 'after')
    const asked = {
      tenantId,
      filter: wanted,
      order,
      today,
      size: input.first ?? input.last ?? usualPageSize,
      place,
      backwards,
    }
    const page = await read((sql) => readPage(sql, asked))
    const edges = page.rows.map((row) => ({
      cursor: cursorOf(row, order, wanted),
      node: rowView(row, today),
    }))
    return found({
      edges,
      nodes: edges.map(({ node }) => node),
      pageInfo: pageInfo(page, edges, { backwards, within: !!place }),
      totalCount: page.totalCount,
    })
  },
})

type Reading = { backwards: boolean; within: boolean }

/** Where the reading began at a cursor there is something on its other side: the row of the cursor itself. */
const pageInfo = ({ more }: Page, edges: { cursor: string }[], { backwards, within }: Reading) => ({
  hasNextPage: backwards ? within : more,
  hasPreviousPage: backwards ? more : within,
  startCursor: edges[0]?.cursor ?? null,
  endCursor: edges.at(-1)?.cursor ?? null,
})

const foreignCursor = (path: string): Answer<never> =>
  failed({
    code: 'INVALID_INPUT',
    message: `${path}: is not a cursor of this order and filter; begin again without it`,
    path,
  })
