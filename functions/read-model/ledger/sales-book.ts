import type { Fragment } from 'postgres'
import type { Instant, LocalDate } from '../../../domain/calendar/dates.ts'
import type { LegalSeries } from '../../../domain/numbering/documents.ts'
import type { NoteOfLines } from '../../../domain/report/return-notes.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'

/** A line of Mushak-6.2. Amounts and quantity are decimals as texts, and negative for a credit note. */
export type SalesBookLine = Readonly<{
  documentId: string
  invoiceId: string
  lineNumber: number
  kind: LegalSeries
  serial: string
  number: string
  /** That of the invoice which a note corrects; null for an invoice. */
  originalNumber: string | null
  issuedAt: Instant
  issuedOn: LocalDate
  buyerId: string
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

export type SalesBookPage = Readonly<{
  after: SalesBookPosition | null
  limit: number
  /** Only the lines that make up this note of the return. */
  note?: NoteOfLines | undefined
}>

/**
 * A page of the lines of all documents of a period, by the time of issue, then by form and serial. It begins
 * at a position instead of counting lines, so a page deep in the book costs as much as the first.
 */
export const readSalesBook = async (
  sql: Queries,
  { from, to }: Period,
  { after, limit, note }: SalesBookPage,
): Promise<SalesBookLine[]> =>
  sql<SalesBookLine[]>`
    select document_id as "documentId", invoice_id as "invoiceId", line_no as "lineNumber", d.kind, d.serial,
      number, original_number as "originalNumber", issued_at as "issuedAt", d.issued_on as "issuedOn",
      buyer_id as "buyerId", buyer_name as "buyerName", buyer_address as "buyerAddress",
      buyer_bin as "buyerBin", buyer_nid as "buyerNid", description, hs_code as "hsCode", unit,
      trim_scale(sign * quantity)::text as quantity, (sign * l.value)::text as value,
      (sign * l.sd)::text as "supplementaryDuty", (sign * l.vat)::text as vat
    -- With the kind, PostgreSQL leaves documents out by that of the lines.
    from tax_documents as d join tax_lines as l using (document_id, kind)
    where d.issued_on between ${from}::date and ${to}::date ${isAfter(sql, after)}
      and ${isOfNote(sql, note)}
    order by d.issued_on, issued_at, d.kind, d.serial, document_id, line_no limit ${limit}`

/** Counts the lines of a period, up to `limit`. */
export const countSalesBook = async (
  sql: Queries,
  { from, to }: Period,
  { note, limit }: Pick<SalesBookPage, 'note' | 'limit'>,
): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (
      select from tax_lines as l
      where issued_on between ${from}::date and ${to}::date and ${isOfNote(sql, note)} limit ${limit}
    ) as lines`
  return row?.count ?? 0
}

const isOfNote = (sql: Queries, note: NoteOfLines | undefined): Fragment => {
  switch (note) {
    case undefined:
      return sql`true`
    case 9:
      return sql`l.kind = '6.3'`
    case 26:
    case 38:
      return sql`l.kind = '6.8'`
    case 31:
    case 39:
      return sql`l.kind = '6.7'`
    default:
      return sql`l.kind = '6.3' and l.return_note = ${note}::smallint`
  }
}

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
