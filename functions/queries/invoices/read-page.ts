import type { Queries } from '../../../infra/postgres/connect.ts'
import { countLimit } from '../../read-model/page.ts'
import { isLeftOut } from '../../read-model/rows/row-view.ts'
import { hasNumber, hasValue, isIndexed } from './conditions.ts'
import { countMatches, countSource, estimateMatches, rowsOf, sizeOfTable } from './counts.ts'
import { orders } from './order.ts'
import { send } from './planner.ts'
import {
  countNear,
  keyAfter,
  type PageRequest,
  type PageRow,
  selectGathered,
  selectInOrder,
  selectNear,
  selectPage,
} from './statements.ts'

/**
 * A page: its rows in the order of reading, which for a page that is read backwards is the reverse of the
 * list, and whether more rows follow when reading on. `totalCount` is how many rows match.
 */
export type Page = { rows: PageRow[]; more: boolean; totalCount: number }

/** The parts of a page that are selected. A part that is not read is empty, or 0. */
export type Parts = { rows: boolean; totalCount: boolean }

/**
 * How far each way of reading goes: the highest totalCount; the entries of an order that are looked at, or of
 * a text; which part of all invoices is gathered rather than found on a walk along the order; from how many
 * disk pages of the search and from which part of all invoices on a text is looked for along the order; up to
 * how many matches of a text are gathered at once, and not first those in a range of the order; and from
 * which part on matches are counted in the whole table while it has fewer pages than that.
 */
export type Limits = {
  count: number
  near: number
  nearText: number
  gather: number
  searchPages: number
  gatherText: number
  frequent: number
  countWhole: number
}

/**
 * 1,500 entries have a page of what two invoices in a hundred match. To look at one takes less than a
 * microsecond, and ten where its lexemes are needed, which are out of line.
 */
const usual: Limits = {
  ...{ count: countLimit, near: 1_500, nearText: 1_000 },
  ...{ gather: 1 / 12, searchPages: 2_000, gatherText: 1_000, frequent: 1 / 50, countWhole: 1 / 20 },
}

/**
 * Reads the selected parts of a page in a transaction that is used for nothing else. Most lists take one
 * round trip: the statements are sent without waiting in between. cost.int.test.ts limits the disk pages that
 * each filter may read. A page has fewer rows than asked for when their states have too many bytes.
 */
export const readPage = async (
  sql: Queries,
  request: PageRequest,
  parts: Parts,
  limits: Limits = usual,
): Promise<Page> => {
  const [found, count] = await Promise.all([
    parts.rows ? findRows(sql, request, limits) : [],
    parts.totalCount ? readCount(sql, request, limits) : 0,
  ])
  const rows = found.slice(0, request.size).filter((row) => !isLeftOut(row))
  return { rows, more: found.length > rows.length, totalCount: count }
}

/**
 * Looks near the position first, where a page of frequent matches is complete. Rare matches are gathered and
 * sorted instead. What remains are many matches far from the position.
 */
const findRows = async (sql: Queries, request: PageRequest, limits: Limits): Promise<PageRow[]> => {
  if (!hasValue(request.filter)) return send(sql, selectPage(sql, request))
  if (hasNumber(request.filter)) return send(sql, selectGathered(sql, request))
  if (request.filter.text !== undefined) return findByLexemes(sql, request, limits)
  if (!isIndexed(request)) return send(sql, selectPage(sql, request))
  const near = await send(sql, selectNear(sql, request, limits.near))
  if (near.length > request.size || (await isEnd(sql, request, limits.near))) return near
  if (hasOrder(request)) return send(sql, selectInOrder(sql, request))
  const [[estimate], [table]] = await Promise.all([
    send(sql, estimateMatches(sql, request)),
    send(sql, sizeOfTable(sql, 'invoices')),
  ])
  const isGathered = rowsOf(estimate) < limits.gather * (table?.rows ?? 0)
  return send(sql, isGathered ? selectGathered(sql, request) : selectPage(sql, request))
}

/** Only a frequent text of a long list is looked for along the order: its words are out of line. */
const findByLexemes = async (sql: Queries, request: PageRequest, limits: Limits): Promise<PageRow[]> => {
  const { nearText: looksAt, searchPages, frequent } = limits
  const [[estimate], [table]] = await Promise.all([
    send(sql, estimateMatches(sql, request)),
    send(sql, sizeOfTable(sql, 'invoice_search')),
  ])
  const { pages = 0, rows = 0 } = table ?? {}
  const matches = rowsOf(estimate)
  if (pages < searchPages || matches < frequent * rows)
    return gatherText(sql, request, { rows, matches }, limits)
  const near = await send(sql, selectNear(sql, request, looksAt))
  if (near.length > request.size || (await isEnd(sql, request, looksAt))) return near
  return send(sql, selectGathered(sql, request))
}

/**
 * Gathers the matches in a range of the order, which begins at the position and has so many invoices that a
 * page should be among them. Where it is not, all matches are gathered.
 */
const gatherText = async (
  sql: Queries,
  request: PageRequest,
  { rows, matches }: { rows: number; matches: number },
  { gatherText: few }: Limits,
): Promise<PageRow[]> => {
  const invoices = Math.ceil((pagesInRange * (request.size + 1) * rows) / matches)
  if (matches > few && invoices < largestRange * rows) {
    const [end] = await send(sql, keyAfter(sql, request, invoices))
    const found = await send(sql, selectGathered(sql, request, end?.key), 'by two indexes')
    if (found.length > request.size || !end) return found
  }
  return send(sql, selectGathered(sql, request))
}

/** Matches are not spread evenly, and how many there are is an estimate. */
const pagesInRange = 3
const largestRange = 1 / 4

/**
 * Whether a look at so many entries reaches the end of the list. From the beginning it does so in a short
 * list only, where any way of reading is fast.
 */
const isEnd = async (sql: Queries, request: PageRequest, looksAt: number): Promise<boolean> => {
  if (!request.position) return false
  const [row] = await send(sql, countNear(sql, request, looksAt))
  return row !== undefined && row.count < looksAt
}

/** Whether an index has the matches of the filter, and only these, in the order of the list. */
const hasOrder = ({ order, filter: { customerId, fiscalYear, ...others } }: PageRequest): boolean =>
  orders[order].column === 'createdAt' &&
  (customerId === undefined) !== (fiscalYear === undefined) &&
  !hasValue(others)

/**
 * Counts the matches. Frequent ones are counted in the whole table of the search while it is small: rows that
 * changed since the last vacuum would be looked up for each entry of an index.
 */
const readCount = async (sql: Queries, request: PageRequest, limits: Limits): Promise<number> => {
  const usualSource = countSource(request)
  const isWhole = usualSource === 'indexes' && (await isFrequentInSmall(sql, request, limits))
  const source = isWhole ? 'whole' : usualSource
  const scan = source === 'whole' ? 'whole' : 'by index'
  const [row] = await send(sql, countMatches(sql, request, limits, source), scan)
  return row?.count ?? 0
}

const isFrequentInSmall = async (
  sql: Queries,
  request: PageRequest,
  { searchPages, countWhole }: Limits,
): Promise<boolean> => {
  const [[estimate], [table]] = await Promise.all([
    send(sql, estimateMatches(sql, request)),
    send(sql, sizeOfTable(sql, 'invoice_search')),
  ])
  const { pages = 0, rows = 0 } = table ?? {}
  return pages < searchPages && rowsOf(estimate) > countWhole * rows
}
