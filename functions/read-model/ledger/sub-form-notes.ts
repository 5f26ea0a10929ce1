import type { Fragment } from 'postgres'
import { type Instant, isInstant, isLocalDate, type LocalDate } from '../../../domain/calendar/dates.ts'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import type { LegalSeries } from '../../../domain/numbering/documents.ts'
import { emptyRow, type SubFormRow } from '../../../domain/report/sub-form.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { SubFormPage, SubFormPosition } from './sub-form-page.ts'
import { poishaIn, quantityIn } from './sums.ts'

type NoteRow = Readonly<{
  documentId: string
  invoiceId: string
  number: string
  serial: string
  issuedAt: Instant
  issuedOn: LocalDate
  originalNumber: string
  originalIssuedAt: Instant
  reason: string
  buyerName: string | null
  buyerBin: string | null
  buyerAddress: string | null
  unit: string | null
  quantity: string | null
  value: string
  supplementaryDuty: string
  vat: string
}>

/** The credit or debit notes of a period, by the time of issue. */
export const readNotes = async (
  sql: Queries,
  { from, to }: Period,
  series: LegalSeries,
  { after, limit }: SubFormPage,
): Promise<SubFormRow[]> => {
  const rows = await sql<NoteRow[]>`
    select document_id as "documentId", invoice_id as "invoiceId", number, serial,
      issued_at as "issuedAt", issued_on as "issuedOn", original_number as "originalNumber",
      original_issued_at as "originalIssuedAt", reason, buyer_name as "buyerName", buyer_bin as "buyerBin",
      buyer_address as "buyerAddress", units.unit, units.quantity, value::text as value,
      sd::text as "supplementaryDuty", vat::text as vat
    from (
      select * from tax_documents
      where issued_on between ${from}::date and ${to}::date and kind = ${series}::text ${isAfter(sql, after)}
      order by issued_on, issued_at, kind, serial, document_id limit ${limit}
    ) as notes
    cross join lateral (
      -- Quantities of several units have no sum.
      select case when count(distinct coalesce(unit, '')) = 1 then min(unit) end as unit,
        case when count(distinct coalesce(unit, '')) = 1
          then sum(quantity)::numeric(40, 6)::text end as quantity
      from tax_lines where tax_lines.document_id = notes.document_id and quantity is not null
    ) as units
    order by issued_on, issued_at, kind, serial, document_id`
  return rows.map((row) => rowOf(row, series))
}

export const countNotes = async (
  sql: Queries,
  { from, to }: Period,
  series: LegalSeries,
  limit: number,
): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (
      select from tax_documents
      where issued_on between ${from}::date and ${to}::date and kind = ${series}::text limit ${limit}
    ) as notes`
  return row?.count ?? 0
}

/** The kind is the same in all rows, and the date follows from the time. */
const isAfter = (sql: Queries, after: SubFormPosition | null): Fragment => {
  if (after === null) return sql``
  const [issuedAt = '', serial = ''] = after.key.split(' ')
  return sql`and (issued_on, issued_at, serial, document_id) > (
    ${dhakaDate(issuedAt)}::date, ${issuedAt}::text::timestamptz, ${serial}::bigint, ${after.id}::uuid)`
}

/** Whether the text is the key of a row: the time of issue and the serial. */
export const isKeyOfNote = (key: string): boolean => {
  const [issuedAt = '', serial = '', ...others] = key.split(' ')
  if (!isInstant(issuedAt) || !isLocalDate(dhakaDate(issuedAt))) return false
  return /^\d{1,18}$/.test(serial) && others.length === 0
}

const rowOf = (row: NoteRow, kind: LegalSeries): SubFormRow => {
  const { documentId, invoiceId, issuedOn, reason, buyerName, buyerBin, buyerAddress, unit } = row
  return {
    ...emptyRow,
    ...{ key: `${row.issuedAt} ${row.serial}`, id: documentId, count: 1 },
    ...{ documentId, kind, documentNumber: row.number, issuedOn, reason, buyerName, buyerBin, buyerAddress },
    ...{ invoiceId, invoiceNumber: row.originalNumber, invoiceIssuedOn: dhakaDate(row.originalIssuedAt) },
    ...{ unit, quantity: quantityIn(row.quantity) },
    ...{ value: poishaIn(row.value), supplementaryDuty: poishaIn(row.supplementaryDuty) },
    vat: poishaIn(row.vat),
  }
}
