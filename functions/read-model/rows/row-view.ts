import type { Fragment } from 'postgres'
import { invoiceFrom } from '../../../domain/invoice/snapshot.ts'
import { type InvoiceStatus, refundDueOf, statusAfterDueDate } from '../../../domain/invoice/status.ts'
import { taka } from '../../../domain/money/poisha.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { type InvoiceView, invoiceView, type PartialView } from '../../contract/views/invoice.ts'
import { money } from '../../contract/views/money.ts'
import type { Paths } from '../selected.ts'
import type { Column } from './invoice-row.ts'
import type { RowPart } from './row-cache.ts'

export type { PartialView }

/** The columns that answer most lists. They are in the row itself; its state is stored out of line. */
const narrowColumns = [
  'id',
  'invoiceNumber',
  'mushakNumber',
  'place',
  'status',
  'vendorId',
  'customerId',
  'customerName',
  'invoiceDate',
  'dueDate',
  'issueDate',
  'fiscalYear',
  'subtotal',
  'supplementaryDuty',
  'vatAmount',
  'grandTotal',
  'paidAmount',
  'balance',
  'createdAt',
  'updatedAt',
  'revision',
] as const satisfies readonly Column[]

/** `buyer` is there where a request wants more of it than its id and name. */
type NarrowRow = Record<(typeof narrowColumns)[number], string> & { buyer?: InvoiceView['buyer'] }

/** The state as JSON text. Null when it did not fit into the bytes that a statement may return. */
type StateRow = { id: string; revision: string; state: string | null }

/** The columns of a row that a view is made from. */
export type ViewRow = StateRow | NarrowRow

/** The smallest part of a row that answers all of these paths. */
export const partOf = (paths: Paths): RowPart => {
  const parts = paths?.map(partOfPath)
  if (parts === undefined || parts.includes('state')) return 'state'
  return parts.includes('columns-and-buyer') ? 'columns-and-buyer' : 'columns'
}

const partOfPath = (path: string): RowPart => {
  const field = path.replace(/\..*/, '')
  if (narrowPaths.has(path) || narrowPaths.has(field)) return 'columns'
  return field === 'buyer' ? 'columns-and-buyer' : 'state'
}

/** The columns that a view of these paths is made from. */
export const viewColumns = (sql: Queries, paths: Paths): Fragment => columnsOf(sql, partOf(paths))

const columnsOf = (sql: Queries, part: RowPart, buyer = sql`state->'buyer'`): Fragment => {
  switch (part) {
    case 'columns':
      return sql`${sql([...narrowColumns])}`
    case 'columns-and-buyer':
      return sql`${sql([...narrowColumns])}, ${buyer} as buyer`
    case 'state':
      return sql`id, revision, state::text as state`
  }
}

/** Whether a row has all columns of a part. */
export const isWhole = (row: ViewRow, part: RowPart): boolean =>
  part === 'state'
    ? 'state' in row && typeof row.state === 'string'
    : narrowColumns.every((column) => column in row) && (part === 'columns' || 'buyer' in row)

type ViewRequest = { paths: Paths; order: Fragment; maxBytes: number; buyer?: Fragment | undefined }

/**
 * Selects a view of these paths for each row of `rows`, which has the columns id and sort, in an order.
 * States are returned until `maxBytes` are reached, the first one in any case; the others are null.
 * `buyer` is an expression for what is selected of the buyer, where `rows` has it. Without it PostgreSQL
 * unpacks the state of each row.
 */
export const selectViews = (
  sql: Queries,
  rows: Fragment,
  { paths, order, maxBytes, buyer }: ViewRequest,
): Fragment => {
  const part = partOf(paths)
  return part !== 'state'
    ? sql`
      select ${columnsOf(sql, part, buyer)}, sort::text as key
      from ${rows} join invoices using (id) order by ${order}`
    : sql`
      select id, revision, sort::text as key, case when before < ${maxBytes} then state end as state from (
        select *, coalesce(sum(octet_length(state)) over (
          order by ${order} rows between unbounded preceding and 1 preceding), 0) as before
        from (
          -- Offset 0 keeps PostgreSQL from making the text of each state twice.
          select id, sort, revision, state::text as state from ${rows} join invoices using (id) offset 0
        ) as loaded
      ) as measured order by ${order}`
}

/** Whether the state of the row was left out, because the rows before it have enough bytes. */
export const isLeftOut = (row: ViewRow): boolean => 'state' in row && row.state === null

/** The selected fields of the invoice of a row, as the contract shows them on that date in Dhaka. */
export const rowView = (row: ViewRow, paths: Paths, today: string): PartialView =>
  'state' in row ? viewOfState(row, paths, today) : viewOfColumns(row, paths, today)

const viewOfState = ({ revision, state }: StateRow, paths: Paths, today: string): PartialView => {
  const invoice = invoiceFrom(JSON.parse(state ?? 'null'))
  if (invoice.status === 'NONE') throw new Error('The read model has a row without an invoice')
  return selectedInvoice({ invoice, revision: Number(revision), today }, paths)
}

/** The selected fields of an invoice, its id, and its revision, by which a reader knows its age. */
export const selectedInvoice = (source: Parameters<typeof invoiceView>[0], paths: Paths): PartialView =>
  invoiceView(source, paths && ['id', 'revision', ...paths])

type NarrowFields = { [Field in keyof InvoiceView]?: (row: NarrowRow, today: string) => InvoiceView[Field] }

const narrowFields: NarrowFields = {
  id: ({ id }) => id,
  invoiceNumber: ({ invoiceNumber }) => invoiceNumber,
  mushakNumber: ({ mushakNumber }) => mushakNumber,
  place: ({ place }) => place,
  status: ({ status, dueDate }, today) => statusAfterDueDate(status as InvoiceStatus, dueDate, today),
  vendorId: ({ vendorId }) => vendorId,
  customerId: ({ customerId }) => customerId,
  vendor: ({ vendorId }) => ({ id: vendorId }),
  customer: ({ customerId }) => ({ id: customerId }),
  buyer: ({ buyer, customerId, customerName }) =>
    buyer ?? ({ partyId: customerId, name: customerName } as InvoiceView['buyer']),
  invoiceDate: ({ invoiceDate }) => invoiceDate,
  dueDate: ({ dueDate }) => dueDate,
  issueDate: ({ issueDate }) => issueDate,
  fiscalYear: ({ fiscalYear }) => fiscalYear,
  subtotal: ({ subtotal }) => money(taka(subtotal)),
  supplementaryDuty: ({ supplementaryDuty }) => money(taka(supplementaryDuty)),
  vatAmount: ({ vatAmount }) => money(taka(vatAmount)),
  grandTotal: ({ grandTotal }) => money(taka(grandTotal)),
  paidAmount: ({ paidAmount }) => money(taka(paidAmount)),
  balance: ({ balance }) => money(taka(balance)),
  refundDue: ({ balance }) => money(refundDueOf(taka(balance))),
  createdAt: ({ createdAt }) => new Date(createdAt).toISOString(),
  updatedAt: ({ updatedAt }) => new Date(updatedAt).toISOString(),
  revision: ({ revision }) => Number(revision),
}

/** Only what is selected is written: all fields of a row take longer than the rest of a page. */
const viewOfColumns = (row: NarrowRow, paths: Paths = [], today: string): PartialView => {
  const names = new Set(['id', 'revision', ...paths.map((path) => path.replace(/\..*/, ''))])
  const view: Record<string, unknown> = {}
  for (const name of names) view[name] = narrowFields[name as keyof NarrowFields]?.(row, today)
  return view as PartialView
}

/** The paths that the columns answer. Of the buyer they have only two fields. */
export const narrowPaths: ReadonlySet<string> = new Set([
  ...([
    'id',
    'invoiceNumber',
    'mushakNumber',
    'place',
    'status',
    'vendorId',
    'customerId',
    'vendor',
  ] as const),
  ...(['customer', 'invoiceDate', 'dueDate', 'issueDate', 'fiscalYear', 'subtotal'] as const),
  ...(['supplementaryDuty', 'vatAmount', 'grandTotal', 'paidAmount', 'balance', 'refundDue'] as const),
  ...(['createdAt', 'updatedAt', 'revision', 'buyer.partyId', 'buyer.name'] as const),
])
