/** A table of the read model, and how two versions of it are compared. */
export type ComparedTable = Readonly<{
  name: string
  key: readonly string[]
  /** The rows of a schema, with the id of their invoice or receipt. */
  rowsIn(schema: string): string
  /** The invoice or receipt that a row of the join belongs to. */
  invoice: string
  /** What is summed, by what. */
  figures?: Readonly<{ by: string; sums: readonly string[] }>
}>

const ofInvoice = (name: string, key: readonly string[], column: string): ComparedTable => ({
  name,
  key,
  rowsIn: (schema) => `${schema}.${name}`,
  invoice: key.includes(column) ? `"${column}"::text` : `coalesce(one."${column}", other."${column}")::text`,
})

/** All tables that the projection writes. */
export const comparedTables: readonly ComparedTable[] = [
  {
    ...ofInvoice('invoices', ['id'], 'id'),
    figures: { by: 'status', sums: ['"grandTotal"', '"paidAmount"', 'balance'] },
  },
  ofInvoice('invoice_search', ['id'], 'id'),
  {
    ...ofInvoice('receipts', ['id'], 'id'),
    figures: { by: `to_char("recordedAt", 'YYYY-MM')`, sums: ['amount', 'unapplied'] },
  },
  {
    ...ofInvoice('tax_documents', ['document_id'], 'invoice_id'),
    figures: { by: `kind || ' ' || to_char(issued_on, 'YYYY-MM')`, sums: ['value', 'sd', 'vat'] },
  },
  {
    ...ofInvoice('tax_lines', ['document_id', 'line_no'], 'invoice_id'),
    rowsIn: (schema) =>
      `(select tax_lines.*, invoice_id
        from ${schema}.tax_lines join ${schema}.tax_documents using (document_id))`,
    figures: { by: `return_note || ' ' || to_char(issued_on, 'YYYY-MM')`, sums: ['value', 'sd', 'vat'] },
  },
  {
    ...ofInvoice('tax_receipts', ['invoice_id', 'payment_id'], 'invoice_id'),
    figures: { by: `kind || ' ' || to_char(paid_on, 'YYYY-MM')`, sums: ['amount'] },
  },
  ofInvoice('tax_open_items', ['invoice_id'], 'invoice_id'),
]
