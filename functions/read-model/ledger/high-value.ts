import type { Fragment } from 'postgres'
import type { Instant, LocalDate } from '../../../domain/calendar/dates.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import { thresholds } from '../../../domain/tax/thresholds.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'

/** An invoice of Mushak-6.10, as it was issued. Amounts are decimals as texts. */
export type HighValueInvoice = Readonly<{
  documentId: string
  number: string
  serial: string
  issuedAt: Instant
  issuedOn: LocalDate
  buyerName: string | null
  buyerAddress: string | null
  buyerBin: string | null
  buyerNid: string | null
  value: string
  supplementaryDuty: string
  vat: string
}>

/** The invoice after which a page begins. */
export type HighValuePosition = Pick<HighValueInvoice, 'documentId' | 'serial' | 'issuedOn'>

/**
 * A page of the invoices of a period whose value with supplementary duty was above the threshold on the day
 * of issue, by date and serial. Later notes change nothing.
 */
export const readHighValueInvoices = async (
  sql: Queries,
  period: Period,
  { after, limit }: Readonly<{ after: HighValuePosition | null; limit: number }>,
): Promise<HighValueInvoice[]> =>
  sql<HighValueInvoice[]>`
    select document_id as "documentId", number, serial, issued_at as "issuedAt", issued_on as "issuedOn",
      buyer_name as "buyerName", buyer_address as "buyerAddress", buyer_bin as "buyerBin",
      buyer_nid as "buyerNid", value::text as value, sd::text as "supplementaryDuty", vat::text as vat
    from tax_documents where ${isHighValue(sql, period)} ${isAfter(sql, after)}
    order by issued_on, serial, document_id limit ${limit}`

/**
 * The same page as a relation with the columns `id` of the invoice, `buyer` with the fields of
 * `ledgerBuyerFields` as JSON, and `sort`, whose texts in the order of their bytes have the order of the page:
 * the date and the serial.
 */
export const selectHighValueIds = (
  sql: Queries,
  period: Period,
  { after, limit }: Readonly<{ after: HighValuePosition | null; limit: number }>,
): Fragment => sql`(
  select document_id::text as id,
    jsonb_build_object(
      'partyId', buyer_id, 'name', buyer_name, 'address', buyer_address, 'bin', buyer_bin, 'nid', buyer_nid
    ) as buyer,
    issued_on || ' ' || lpad(serial::text, ${serialDigits}, '0') as sort
  from tax_documents where ${isHighValue(sql, period)} ${isAfter(sql, after)}
  order by issued_on, serial, document_id limit ${limit}) as page`

/** What the ledger has of a buyer. It does not change after the issue. */
export const ledgerBuyerFields: readonly string[] = ['partyId', 'name', 'address', 'bin', 'nid']

/** A serial is a bigint, and no register will ever have more numbers. */
const serialDigits = 18

/** Counts the invoices of a period above the threshold, up to `limit`. */
export const countHighValueInvoices = async (
  sql: Queries,
  period: Period,
  limit: number,
): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count
    from (select from tax_documents where ${isHighValue(sql, period)} limit ${limit}) as counted`
  return row?.count ?? 0
}

/**
 * Rule 42 leaves open whether VAT counts: value and supplementary duty are compared, as the footnote of the
 * form says. The first amount is that of the index, the second the one of the day.
 */
const isHighValue = (sql: Queries, { from, to }: Period): Fragment => sql`
  kind = '6.3' and value + sd > 200000 and value + sd > ${thresholdOfDay(sql)}
  and issued_on between ${from}::date and ${to}::date`

const isAfter = (sql: Queries, after: HighValuePosition | null): Fragment =>
  after === null
    ? sql``
    : sql`and (issued_on, serial, document_id) >
        (${after.issuedOn}::date, ${after.serial}::bigint, ${after.documentId}::uuid)`

/** As `thresholdOn`: the row in force, and before the first one its amount. */
const thresholdOfDay = (sql: Queries): Fragment => {
  const rows = thresholds.filter(({ threshold }) => threshold === 'HIGH_VALUE_INVOICE')
  return sql`(
    select amount from unnest(
      ${rows.map(({ validFrom }) => validFrom)}::text[]::date[],
      ${rows.map(({ taka }) => taka)}::text[]::numeric[]
    ) as limits(valid_from, amount)
    where valid_from <= greatest(issued_on, ${rows[0]?.validFrom ?? ''}::date)
    order by valid_from desc limit 1)`
}
