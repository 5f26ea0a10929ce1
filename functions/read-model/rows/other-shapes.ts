import { invoiceShape } from '../../../domain/invoice/snapshot.ts'
import { receiptShape } from '../../../domain/receipt/snapshot.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { type TenantScope, tenantSchema } from '../../../infra/postgres/tenant-schema.ts'

/** The tables whose rows have a state, and the number of the shape that this code gives it. */
export const shapes = { invoices: invoiceShape, receipts: receiptShape } as const
export type ShapedTable = keyof typeof shapes
type TableOfTenant = TenantScope & { table: ShapedTable }

/**
 * Returns the ids of rows that have a state of another shape, at most `limit` of them, in order and after the
 * id `after`. An index has these rows and no others.
 */
export const readOtherShapes = async (
  sql: Queries,
  { table, ...scope }: TableOfTenant,
  { after, limit }: Readonly<{ after: string; limit: number }>,
): Promise<string[]> => {
  // The number is in the text of the statement, because the planner compares it with that of the index.
  const rows = await sql.unsafe<{ id: string }[]>(
    `select id from "${tenantSchema(scope)}".${table}
      where shape <> ${shapes[table]} and id > $1 order by id limit $2`,
    [after, limit],
  )
  return rows.map(({ id }) => id)
}

/** Counts the rows that have a state of another shape, of all or of these ids. */
export const countOtherShapes = async (
  sql: Queries,
  { table, ...scope }: TableOfTenant,
  ids?: readonly string[],
): Promise<number> => {
  const [row] = await sql.unsafe<{ rows: number }[]>(
    `select count(*)::int as rows from "${tenantSchema(scope)}".${table}
      where shape <> ${shapes[table]} ${ids ? 'and id = any($1)' : ''}`,
    ids ? [[...ids]] : [],
  )
  return row?.rows ?? 0
}
