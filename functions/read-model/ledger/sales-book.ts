import type { Fragment } from 'postgres'
import type { Instant, LocalDate } from '../../../domain/calendar/dates.ts'
import type { LegalSeries } from '../../../domain/numbering/documents.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'

/** A line of Mushak-6.2. Amounts and quantity are decimals as texts, and negative for a credit note. */
export type SalesBookLine = Readonly<{
  documentId: string
  lineNumber: number
  kind: LegalSeries
  serial: string
  number: string
  /** That of the invoice which a note corrects; null for an invoice. */
  originalNumber: string | null
  issuedAt: Instant
  issuedOn: LocalDate
  buyerName: string | null
  buyerAddress: string | null
  buyerBin: string | null
  buyerNid: string | null
  description: string
  hsCode: string | null
  unit: string | null
  quantity: string | null
  value: string
  supplementaryDuty: string
  vat: string
}>

/** The line after which a page begins. */
export type SalesBookPosition = Pick<
  SalesBookLine,
  'documentId' | 'lineNumber' | 'kind' | 'serial' | 'issuedAt' | 'issuedOn'
>

/**
 * A page of the lines of all documents of a period, by the time of issue, then by form and serial. It begins
 * at a position instead of counting lines, so a page deep in the book costs as much as the first.
 */
export const readSalesBook = async (
  sql: Queries,
  { from, to }: Period,
  { after, limit }: Readonly<{ after: SalesBookPosition | null; limit: number }>,
): Promise<SalesBookLine[]> =>
  sql<SalesBookLine[]>`
    select document_id as "documentId", line_no as "lineNumber", d.kind, d.serial, number,
      original_number as "originalNumber", issued_at as "issuedAt", d.issued_on as "issuedOn",
      buyer_name as "buyerName", buyer_address as "buyerAddress", buyer_bin as "buyerBin",
      buyer_nid as "buyerNid", description, hs_code as "hsCode", unit,
      trim_scale(sign * quantity)::text as quantity, (sign * l.value)::text as value,
      (sign * l.sd)::text as "supplementaryDuty", (sign * l.vat)::text as vat
    from tax_documents as d join tax_lines as l using (document_id)
    where d.issued_on between ${from}::date and ${to}::date ${isAfter(sql, after)}
    order by d.issued_on, issued_at, d.kind, d.serial, document_id, line_no limit ${limit}`

/** The first condition is one of the index of the documents; the second leaves out lines of its first one. */
const isAfter = (sql: Queries, after: SalesBookPosition | null): Fragment => {
  if (after === null) return sql``
  const { issuedOn, issuedAt, kind, serial, documentId, lineNumber } = after
  const document = sql`${issuedOn}::date, ${issuedAt}::text::timestamptz, ${kind}::text, ${serial}::bigint,
    ${documentId}::uuid`
  return sql`and (d.issued_on, issued_at, d.kind, d.serial, document_id) >= (${document})
    and (d.issued_on, issued_at, d.kind, d.serial, document_id, line_no)
      > (${document}, ${lineNumber}::integer)`
}
