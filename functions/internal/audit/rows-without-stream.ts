import type { Remark } from '../../../domain/audit/finding.ts'
import { isPassedOver } from '../../../domain/event/codec.ts'
import { patiently } from '../../../infra/event-store/all-events.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { SkipUnreadable } from '../../../infra/event-store/skips.ts'
import { invoiceStream, receiptStream } from '../../../infra/event-store/stream-names.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'
import { asTenant, TenantNotFound } from '../../../infra/postgres/tenant-schema.ts'
import { inGroups } from '../../write-model/receipts/in-groups.ts'
import type { Cursor } from './cursor.ts'
import type { Entry } from './report.ts'

const pageSize = 500
const maxParallelReads = 8

/** What is listed of the ledger at most: if more is wrong, all of it was written by nobody. */
const maxLedgerRows = 100

export type RowPlace = NonNullable<Cursor['rows']>

/**
 * Looks for rows that no stream has made, from a place on: a page of the table. Returns the next place in it,
 * or undefined at its end.
 */
export const checkRowPage = async (
  sql: Sql,
  place: RowPlace,
): Promise<{ entries: Entry[]; next: RowPlace | undefined; rows: number }> => {
  try {
    if (place.table === 'ledger')
      return { entries: await ledgerEntries(sql, place), next: undefined, rows: 0 }
    return await checkTable(sql, place, place.table)
  } catch (error) {
    // A version that was retired meanwhile, or a tenant with a skip that the page of its event reports.
    if (error instanceof TenantNotFound || error instanceof SkipUnreadable)
      return { entries: [], next: undefined, rows: 0 }
    throw error
  }
}

const checkTable = async (sql: Sql, place: RowPlace, table: 'invoices' | 'receipts') => {
  const { tenant, version, after } = place
  const rows = await asTenant(
    sql,
    { tenantId: tenant, version },
    (tx) => tx<{ id: string }[]>`
      select id from ${tx(table)} where id > ${after} order by id limit ${pageSize}`,
  )
  const streamOf = table === 'invoices' ? invoiceStream : receiptStream
  const found = await inGroups(rows, maxParallelReads, async ({ id }): Promise<Entry[]> => {
    const where = streamOf(tenant, id)
    const what = `${table} has the row ${id} in version ${version}, and its stream `
    const remark = await remarkOnStream(where)
    return remark ? [{ ...remark, what: `${what}${remark.what}`, tenant, where }] : []
  })
  const last = rows.at(-1)
  const next = rows.length === pageSize && last ? { ...place, after: last.id } : undefined
  return { entries: found.flat(), next, rows: rows.length }
}

/** What is wrong with a stream that a row should be the fold of. */
const remarkOnStream = async (stream: string): Promise<Remark | undefined> => {
  const [first] = await patiently(() => readStream(stream, { maxCount: 1 }))
  if (first === undefined) return { code: 'ROW_WITHOUT_STREAM', what: 'has no event' }
  if (first.revision > 0) return { code: 'STREAM_INCOMPLETE', what: `begins at revision ${first.revision}` }
  if (!isPassedOver(first)) return undefined
  const all = await patiently(() => readStream(stream))
  return all.every(isPassedOver)
    ? { code: 'ROW_WITHOUT_STREAM', what: 'has only events that are passed over' }
    : undefined
}

/** What belongs to no row of an invoice, so that no page of events could find it. */
const ledgerEntries = async (sql: Sql, { tenant, version }: RowPlace): Promise<Entry[]> => {
  const rows = await asTenant(
    sql,
    { tenantId: tenant, version },
    (tx) => tx<{ table: string; id: string; owner: string }[]>`
      select "table", id, owner from (
        select 'invoice_search' as "table", id::text, id::text as owner from invoice_search
        union all select 'tax_documents', document_id::text, invoice_id::text from tax_documents
        union all select 'tax_receipts', payment_id, invoice_id::text from tax_receipts
        union all select 'tax_open_items', invoice_id::text, invoice_id::text from tax_open_items
      ) as rows where not exists (select from invoices where invoices.id = owner)
      union all select distinct 'tax_lines', document_id::text, document_id::text from tax_lines
      where not exists (
        select from tax_documents where tax_documents.document_id = tax_lines.document_id)
      limit ${maxLedgerRows}`,
  )
  return rows.map(({ table, id, owner }) => ({
    code: 'ROW_WITHOUT_STREAM',
    what: `${table} has the row ${id} in version ${version}, which belongs to no invoice`,
    tenant,
    where: `${table} ${owner}`,
  }))
}
