import type { Queries } from '../../../infra/postgres/connect.ts'
import type { RowPosition } from '../../read-model/cursor.ts'
import { countLimit } from '../../read-model/page.ts'
import type { ReceiptRow } from '../../read-model/rows/receipt-view.ts'

export type PageRequest = {
  /** Undefined for the receipts of all customers. */
  customerId: string | undefined
  size: number
  /** The page begins after this row, or before it when `backwards`. */
  position: RowPosition | undefined
  backwards: boolean
  /** States are loaded until they have so many bytes, the first one in any case. */
  maxBytes: number
}

type PageRow = RowPosition & { revision: string; state: string | null }
export type Page = { rows: (RowPosition & ReceiptRow)[]; more: boolean }

/**
 * Reads a page of receipts, the newest first, and one row more to show whether it is the last. It begins at a
 * position instead of counting rows, so a page deep in the list costs as much as the first.
 */
export const readPage = async (sql: Queries, request: PageRequest): Promise<Page> => {
  const { customerId, size, position, backwards, maxBytes } = request
  const [direction, comparison] = backwards ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`]
  const ofCustomer = customerId === undefined ? sql`true` : sql`"customerId" = ${customerId}`
  const after = position
    ? sql`and ("recordedAt", id) ${comparison} (${position.key}::text::timestamptz, ${position.id})`
    : sql``
  const found = await sql<PageRow[]>`
    select id, key, revision, case when before < ${maxBytes} then state end as state from (
      select *, coalesce(sum(octet_length(state)) over (
        order by "recordedAt" ${direction}, id ${direction}
        rows between unbounded preceding and 1 preceding), 0) as before
      from (
        -- Offset 0 keeps PostgreSQL from making the text of each state twice.
        select id, "recordedAt", "recordedAt"::text as key, revision, state::text as state
        from receipts where ${ofCustomer} ${after}
        order by "recordedAt" ${direction}, id ${direction} limit ${size + 1} offset 0
      ) as loaded
    ) as measured order by "recordedAt" ${direction}, id ${direction}`
  const rows = found
    .slice(0, size)
    .flatMap(({ state, ...row }) => (state === null ? [] : [{ ...row, state }]))
  return { rows, more: found.length > rows.length }
}

/** Counts the receipts of a customer, or all, up to 10,000. */
export const countReceipts = async (sql: Queries, customerId: string | undefined): Promise<number> => {
  const ofCustomer = customerId === undefined ? sql`true` : sql`"customerId" = ${customerId}`
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count
    from (select from receipts where ${ofCustomer} limit ${countLimit}) as counted`
  return row?.count ?? 0
}
