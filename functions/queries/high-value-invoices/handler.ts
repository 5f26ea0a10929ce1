import { isLocalDate } from '../../../domain/calendar/dates.ts'
import { readReportPeriod } from '../../../domain/report/period.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { reportDays } from '../../contract/inputs/report.ts'
import { failWith } from '../../contract/views/answer.ts'
import { decodeCursor, encodeCursor, type List, type RowPosition } from '../../read-model/cursor.ts'
import {
  countHighValueInvoices,
  type HighValuePosition,
  ledgerBuyerFields,
  selectHighValueIds,
} from '../../read-model/ledger/high-value.ts'
import {
  connectionAnswer,
  countLimit,
  forwardInput,
  invalidCursor,
  maxBytesOfCopy,
  needsRows,
  pageOf,
} from '../../read-model/page.ts'
import { query } from '../../read-model/query.ts'
import { isLeftOut, rowView, selectViews, type ViewRow } from '../../read-model/rows/row-view.ts'
import type { Paths, Selected } from '../../read-model/selected.ts'

/** A page of the invoices above the threshold of Mushak-6.10, as they are now, by date and serial. */
export const handler = query({
  name: 'highValueInvoices',
  operation: 'highValueInvoices',
  input: forwardInput(reportDays),
  answer: async ({ input, today, selected, read }) => {
    const checked = readReportPeriod(input, today)
    if (!checked.ok) return failWith(checked.refusal)
    const period = checked.value
    const list = { name: 'HIGH_VALUE', filter: period }
    const { size, cursor } = pageOf(input)
    const after = cursor === undefined ? null : positionOf(cursor, list)
    if (after === undefined) return invalidCursor(false)
    const [page, totalCount] = await read((sql) =>
      Promise.all([
        needsRows(selected) ? readPage(sql, period, { after, size, selected }) : { found: [], more: false },
        selected.has('totalCount') ? countHighValueInvoices(sql, period, countLimit) : 0,
      ]),
    )
    const paths = selected.below('nodes', 'edges.node')
    const edges = page.found.map((row) => ({
      cursor: encodeCursor(row, list),
      node: rowView(row, paths, today),
    }))
    const { more } = page
    return connectionAnswer({ edges, more, totalCount, backwards: false, fromCursor: !!after }, selected)
  },
})

type Found = ViewRow & RowPosition

/** The ledger says which invoices are on the page and in which order; the rows have their states. */
const readPage = async (
  sql: Queries,
  period: Period,
  { after, size, selected }: { after: HighValuePosition | null; size: number; selected: Selected },
): Promise<{ found: Found[]; more: boolean }> => {
  const [paths, maxBytes] = [selected.below('nodes', 'edges.node'), maxBytesOfCopy(selected)]
  const page = selectHighValueIds(sql, period, { after, limit: size + 1 })
  const order = sql`sort collate "C", id`
  const buyer = isBuyerInLedger(paths) ? sql`page.buyer` : undefined
  const rows = await sql<Found[]>`${selectViews(sql, page, { paths, order, maxBytes, buyer })}`
  const found = rows.slice(0, size).filter((row) => !isLeftOut(row))
  return { found, more: rows.length > found.length }
}

/** Whether the ledger has all that is selected of the buyer. */
const isBuyerInLedger = (paths: Paths): boolean =>
  paths?.every((path) => {
    const [field, ofBuyer = ''] = path.split('.')
    return field !== 'buyer' || ledgerBuyerFields.includes(ofBuyer)
  }) ?? false

/** The position in a cursor; undefined when it is not a cursor of this list. */
const positionOf = (cursor: string, list: List): HighValuePosition | undefined => {
  const position = decodeCursor(cursor, list, isKey)
  if (position === undefined) return undefined
  const [issuedOn = '', serial = ''] = position.key.split(' ')
  return { issuedOn, serial, documentId: position.id }
}

const isKey = (key: string): boolean => {
  const [issuedOn = '', serial = '', ...others] = key.split(' ')
  return isLocalDate(issuedOn) && /^\d{1,18}$/.test(serial) && others.length === 0
}
