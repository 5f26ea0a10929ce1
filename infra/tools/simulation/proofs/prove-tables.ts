import type { Sql, TransactionSql } from 'postgres'
import { receiptUuid } from '../../../event-store/stream-names.ts'
import { tenantSchema } from '../../../postgres/tenant-schema.ts'
import type { Folded, History } from './history.ts'

type Table = { table: string }
type Difference = { key: string; kind: 'missing' | 'extra' | 'differs'; columns: readonly string[] }

/** What the function audit knows of the tables of the read model. */
export type Audit = {
  rowsOfInvoices(invoices: readonly Folded<unknown, unknown>[]): readonly Table[]
  rowsOfReceipts(receipts: readonly Folded<unknown, unknown>[]): readonly Table[]
  compareTable(tx: TransactionSql, table: Table, ids: readonly string[]): Promise<Difference[]>
}

/**
 * Every column of every table of the read model has what the folds of the streams give: also what is
 * searched, the lines of the ledger, its receipts, and the days of its open items.
 */
export const proveTables = (
  sql: Sql,
  { tenantId, audit }: { tenantId: string; audit: Audit },
  { invoices, receipts }: History,
): Promise<string[]> =>
  sql.begin(async (tx) => {
    const schema = tenantSchema({ tenantId, version: 1 })
    await tx`select set_config('search_path', ${`"${schema}"`}, true)`
    const prove = async (tables: readonly Table[], ids: readonly string[]): Promise<string[]> => {
      const found = await Promise.all(
        tables.map(async (table) =>
          (await audit.compareTable(tx, table, ids)).map((difference) => written(table, difference)),
        ),
      )
      return found.flat()
    }
    return [
      ...(await prove(
        audit.rowsOfInvoices(invoices),
        invoices.map(({ state }) => state.id),
      )),
      ...(await prove(
        audit.rowsOfReceipts(receipts),
        receipts.map(({ state }) => receiptUuid(state.id)),
      )),
    ]
  })

const written = ({ table }: Table, { key, kind, columns }: Difference): string =>
  kind === 'differs'
    ? `${table} ${key} differs from the fold of its stream in ${columns.join(', ')}`
    : `${table} has ${kind === 'missing' ? 'no' : 'an unexpected'} row ${key}`
