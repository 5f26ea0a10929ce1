import type { Fragment } from 'postgres'
import type { Queries } from '../../../infra/postgres/connect.ts'

/** Conditions on the table `invoices` that its indexes of numbers answer. */
export const invoiceNumberIs = (sql: Queries, tenantId: string, number: string): Fragment =>
  sql`("tenantId", "invoiceNumber") = (${tenantId}, ${number})`

/**
 * The 6.7 or 6.8 number of a note of the invoice. The register of the ledger has these numbers too, but is
 * not filled yet while an invoice waits to be folded again after a release, and reads 10 disk pages instead
 * of 4. The column and its index cost 2.8 MB for 100,000 invoices.
 */
export const noteNumberIs = (sql: Queries, number: string): Fragment =>
  sql`"noteNumbers" @> array[${number}]::text[]`

/** The 6.3 number of the invoice, or the number of one of its notes. */
export const legalNumberIs = (sql: Queries, number: string): Fragment =>
  sql`("mushakNumber" = ${number} or ${noteNumberIs(sql, number)})`
