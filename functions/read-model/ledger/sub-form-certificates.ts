import type { Fragment } from 'postgres'
import { isLocalDate, type LocalDate, monthOf } from '../../../domain/calendar/dates.ts'
import { emptyRow, type SubFormKind, type SubFormRow } from '../../../domain/report/sub-form.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { isClaimedIn, isGivenBackIn } from './claims.ts'
import type { SubFormPage, SubFormPosition } from './sub-form-page.ts'
import { poishaIn } from './sums.ts'

type CertificateRow = Readonly<{
  day: LocalDate
  id: string
  invoiceId: string
  paymentId: string
  amount: string
  invoiceNumber: string | null
  invoiceIssuedOn: LocalDate | null
  buyerName: string | null
  buyerBin: string | null
  buyerAddress: string | null
  certificateNumber: string | null
  certificateDate: LocalDate | null
  certificateValue: string | null
  depositAccountCode: string | null
  depositSerial: string | null
  depositDate: LocalDate | null
  claimPeriod: LocalDate
  reversedOn: LocalDate | null
}>

/** The certificates of withheld VAT that note 29 of a period claims, by their claim periods. */
export const readClaimedCertificates = (
  sql: Queries,
  period: Period,
  page: SubFormPage,
): Promise<SubFormRow[]> =>
  readCertificates(sql, { day: sql`claim_period`, where: isClaimedIn(sql, period) }, page)

/** The certificates that note 27 of a period gives back, by the dates of their reversals. */
export const readReversedCertificates = (
  sql: Queries,
  period: Period,
  page: SubFormPage,
): Promise<SubFormRow[]> =>
  readCertificates(sql, { day: sql`reversed_on`, where: isGivenBackIn(sql, period) }, page)

/** An invoice has its certificate before its legal number only for the moments until it is numbered. */
const readCertificates = async (
  sql: Queries,
  { day, where }: Readonly<{ day: Fragment; where: Fragment }>,
  { after, limit }: SubFormPage,
): Promise<SubFormRow[]> => {
  const rows = await sql<CertificateRow[]>`
    select certificates.*, number as "invoiceNumber", issued_on as "invoiceIssuedOn",
      buyer_name as "buyerName", buyer_bin as "buyerBin", buyer_address as "buyerAddress"
    from (
      select * from (
        select ${day} as day, ${idOfRow(sql)} as id, invoice_id as "invoiceId", payment_id as "paymentId",
          amount::text as amount, certificate_number as "certificateNumber",
          certificate_date as "certificateDate", certificate_value::text as "certificateValue",
          deposit_account_code as "depositAccountCode", deposit_serial as "depositSerial",
          deposit_date as "depositDate", claim_period as "claimPeriod", reversed_on as "reversedOn"
        from tax_receipts where ${where}
      ) as found where ${isAfter(sql, after)} order by day, id limit ${limit}
    ) as certificates left join tax_documents on document_id = "invoiceId"
    order by day, certificates.id`
  return rows.map(rowOf)
}

export const countCertificates = async (
  sql: Queries,
  period: Period,
  kind: Extract<SubFormKind, 'CERTIFICATES' | 'REVERSED_CERTIFICATES'>,
  limit: number,
): Promise<number> => {
  const where = kind === 'CERTIFICATES' ? isClaimedIn(sql, period) : isGivenBackIn(sql, period)
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (select from tax_receipts where ${where} limit ${limit}) as found`
  return row?.count ?? 0
}

/** The id of a payment is any text, and can be too long for a cursor. */
const idOfRow = (sql: Queries): Fragment => sql`md5(invoice_id::text || ' ' || payment_id)::uuid`

const isAfter = (sql: Queries, after: SubFormPosition | null): Fragment =>
  after === null ? sql`true` : sql`(day, id) > (${after.key}::date, ${after.id}::uuid)`

/** Whether the text is the key of a row: a date. */
export const isKeyOfCertificate = (key: string): boolean => isLocalDate(key)

const rowOf = (row: CertificateRow): SubFormRow => {
  const { id, invoiceId, paymentId, invoiceNumber, invoiceIssuedOn } = row
  const { buyerName, buyerBin, buyerAddress, certificateNumber, certificateDate } = row
  const { depositAccountCode, depositSerial, depositDate, reversedOn } = row
  return {
    ...emptyRow,
    ...{ key: row.day, id, count: 1, invoiceId, paymentId, invoiceNumber, invoiceIssuedOn },
    ...{ buyerName, buyerBin, buyerAddress, certificateNumber, certificateDate },
    ...{ depositAccountCode, depositSerial, depositDate },
    ...{ claimPeriod: monthOf(row.claimPeriod), reversedOn },
    value: row.certificateValue === null ? null : poishaIn(row.certificateValue),
    vat: poishaIn(row.amount),
  }
}
