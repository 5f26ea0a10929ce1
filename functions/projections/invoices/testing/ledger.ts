import { writer } from './stores.ts'
import type { Story } from './story.ts'

/** The rows of the ledger tables that an invoice has, without the times at which they were added. */
export const readLedger = async ({ tenantId, id }: Pick<Story, 'tenantId' | 'id'>) => {
  const sql = writer()
  const schema = sql(`tenant_${tenantId}_v1`)
  const documents = await sql`
    select *, null as added_at from ${schema}.tax_documents where invoice_id = ${id} order by kind, serial`
  const lines = await sql`
    select tax_lines.* from ${schema}.tax_lines join ${schema}.tax_documents using (document_id)
    where invoice_id = ${id} order by tax_lines.kind, serial, line_no`
  const receipts = await sql`
    select *, null as added_at from ${schema}.tax_receipts where invoice_id = ${id} order by payment_id`
  const items = await sql`
    select buyer_id, opened_on, settled_on::text from ${schema}.tax_open_items where invoice_id = ${id}`
  return { documents: [...documents], lines: [...lines], receipts: [...receipts], items: [...items] }
}
