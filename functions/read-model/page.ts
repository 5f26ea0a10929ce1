import * as z from 'zod'
import type { Answer } from '../../infra/lambda/envelope.ts'
import { failed } from '../../infra/lambda/failure.ts'
import { optional, textUpTo } from '../contract/inputs/fields.ts'
import { answerWith } from '../contract/views/answer.ts'
import { countFitting } from './count-fitting.ts'
import type { Selected } from './selected.ts'

const pageSize = optional(
  z.int().min(1, 'is not a page size: 1 to 100').max(100, 'is not a page size: 1 to 100'),
)

/** Longer than any cursor of this service, which has about 200 characters. */
const cursor = textUpTo(500)

/** The arguments of a list: those of its page, and its own. */
export const listInput = <Own extends z.ZodRawShape>(own: Own) =>
  z
    .strictObject({
      first: pageSize,
      after: optional(cursor),
      last: pageSize,
      before: optional(cursor),
      ...own,
    })
    .superRefine((input, context) => {
      const { first, after, last, before } = input as PageArguments
      const refuse = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [path], message })
      if (first !== undefined && last !== undefined)
        refuse('last', 'cannot be combined with first: use one of them')
      if (after !== undefined && last !== undefined)
        refuse('after', 'cannot be combined with last: use before')
      if (before !== undefined && last === undefined) refuse('before', 'needs last: with first, use after')
    })

/** The arguments of a list that is read forwards only: those of its page, and its own. */
export const forwardInput = <Own extends z.ZodRawShape>(own: Own) =>
  z.strictObject({ first: pageSize, after: optional(cursor), ...own })

type PageArguments = {
  first?: number | undefined
  after?: string | undefined
  last?: number | undefined
  before?: string | undefined
}

const defaultPageSize = 20

/**
 * The highest totalCount. The cost of a count grows with the count, and people do not read a longer list to
 * its end.
 */
export const countLimit = 10_000

/** The size of a page, its direction, and the cursor that it begins at. */
export const pageOf = ({ first, after, last, before }: PageArguments) => ({
  size: first ?? last ?? defaultPageSize,
  backwards: last !== undefined,
  cursor: after ?? before,
})

/** Whether nodes, edges or cursors are selected, so that rows have to be read. */
export const needsRows = ({ has }: Selected): boolean => ['nodes', 'edges', 'pageInfo'].some(has)

/** An answer contains each row twice when both nodes and edges are selected. */
export const maxBytesOfCopy = ({ has, maxBytes }: Selected): number =>
  has('nodes') && has('edges') ? Math.floor(maxBytes / 2) : maxBytes

/** The rows of a page in the order of reading, and whether more follow when reading on. */
export type Connection<Node> = {
  edges: { cursor: string; node: Node }[]
  more: boolean
  totalCount: number
  backwards: boolean
  fromCursor: boolean
}

/** The answer of a list: its page as the contract shows it. */
export const connectionAnswer = <Node>(connection: Connection<Node>, selected: Selected) =>
  answerWith(connectionView(connection, selected))

/** The page as the contract shows it. It ends before it is too large for a response. */
export const connectionView = <Node>(
  { edges, more, totalCount, backwards, fromCursor }: Connection<Node>,
  selected: Selected,
) => {
  const fitting = edges.slice(0, countFitting(edges, maxBytesOfCopy(selected)))
  const hasMore = more || fitting.length < edges.length
  if (backwards) fitting.reverse()
  return {
    edges: selected.has('edges') ? fitting : [],
    nodes: selected.has('nodes') ? fitting.map(({ node }) => node) : [],
    // A page that begins at a cursor has a page on its other side, which has at least the row of the cursor.
    pageInfo: {
      hasNextPage: backwards ? fromCursor : hasMore,
      hasPreviousPage: backwards ? hasMore : fromCursor,
      startCursor: fitting[0]?.cursor ?? null,
      endCursor: fitting.at(-1)?.cursor ?? null,
    },
    totalCount,
  }
}

export const invalidCursor = (backwards: boolean): Answer<never> => {
  const path = backwards ? 'before' : 'after'
  return failed({
    code: 'INVALID_INPUT',
    message: `${path}: is not a cursor of this order and filter; begin again without it`,
    path,
  })
}
