import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sql } from '../../../postgres/connect.ts'
import { tenantSchema } from '../../../postgres/tenant-schema.ts'

/** How many invoices a month has. `month` is its first day, YYYY-MM-DD. */
export type MonthToFill = { month: string; invoices: number }

/** One statement for all would show no progress for a minute. */
const invoicesPerStatement = 20_000

const statement = readFileSync(join(import.meta.dirname, 'fill.sql'), 'utf8')

type Options = { tenantId: string; months: readonly MonthToFill[]; log(line: string): void }

/**
 * Fills the ledger of a tenant with sample documents, oldest first as the projection would write them, but
 * with a few statements. `owner` is the login that owns the tables.
 */
export const fillLedger = async (owner: Sql, { tenantId, months, log }: Options): Promise<void> => {
  const schema = tenantSchema({ tenantId, version: 1 })
  const total = months.reduce((sum, { invoices }) => sum + invoices, 0)
  let [filled, reported] = [0, 0]
  for (const part of partsOf(months)) {
    await owner.begin(async (tx) => {
      await tx.unsafe(`set local search_path to "${schema}"`)
      await tx.unsafe(statement, [filled + 1, part.invoices, part.month])
    })
    filled += part.invoices
    if (filled < reported + invoicesPerStatement && filled < total) continue
    log(`filled ${filled} of ${total} invoices into the ledger`)
    reported = filled
  }
  // Autovacuum would do so in the minutes after.
  for (const table of ['tax_documents', 'tax_lines', 'tax_receipts', 'tax_open_items'])
    await owner.unsafe(`vacuum (analyze) "${schema}".${table}`)
}

/** The months in parts for one statement each. */
function* partsOf(months: readonly MonthToFill[]): Generator<MonthToFill> {
  for (const { month, invoices } of months)
    for (let left = invoices; left > 0; left -= invoicesPerStatement)
      yield { month, invoices: Math.min(left, invoicesPerStatement) }
}
