import { type Instant, type LocalDate, monthOf } from '../../../domain/calendar/dates.ts'
import type { Poisha } from '../../../domain/money/poisha.ts'
import type { LegalSeries } from '../../../domain/numbering/documents.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { shapes } from '../rows/other-shapes.ts'
import { poishaIn } from './sums.ts'

/** What an answer about a period contains. */
export type Coverage = Readonly<{
  documents: number
  /** When the last document of the period came into the ledger; null without documents. */
  lastAddedAt: Instant | null
  /**
   * How many invoices of the tenant wait to be folded again, with a release before this one as their writer.
   * Documents of theirs may be missing. 0 except in the first minutes after a release.
   */
  waitingInvoices: number
}>

/** Reads what an answer about a period contains, in the transaction of the answer. */
export const readCoverage = async (sql: Queries, period: Period): Promise<Coverage> => {
  const [issued, waitingInvoices] = await Promise.all([readIssued(sql, period), countWaitingInvoices(sql)])
  return coverageOf(issued, waitingInvoices)
}

/** How many documents of one kind a period has, and when the last of them came into the ledger. */
export type Issued = Readonly<{ kind: LegalSeries; documents: number; lastAddedAt: Instant }>

/** Counts the documents of a period by their kinds. A kind without any is left out. */
export const readIssued = async (sql: Queries, { from, to }: Period): Promise<Issued[]> =>
  sql<Issued[]>`
    select kind, count(*)::int as documents, max(added_at) as "lastAddedAt"
    from tax_documents where issued_on between ${from}::date and ${to}::date group by kind`

/** Counts the invoices of the tenant that wait to be folded again. */
export const countWaitingInvoices = async (sql: Queries): Promise<number> => {
  const [row] = await sql.unsafe<{ invoices: number }[]>(
    `select count(*)::int as invoices from invoices where shape <> ${shapes.invoices}`,
  )
  return row?.invoices ?? 0
}

/** What an answer contains whose period has these documents. */
export const coverageOf = (issued: readonly Issued[], waitingInvoices: number): Coverage => ({
  documents: issued.reduce((sum, { documents }) => sum + documents, 0),
  lastAddedAt: issued.map(({ lastAddedAt }) => lastAddedAt).reduce(laterOf, null),
  waitingInvoices,
})

const laterOf = (one: Instant | null, other: Instant): Instant => (one === null || other > one ? other : one)

/** A document that came into the ledger after an answer about its period was given. */
export type AddedDocument = Readonly<{
  id: string
  kind: LegalSeries
  number: string
  issuedOn: LocalDate
  addedAt: Instant
}>

/**
 * The documents of a period that came into the ledger after an instant, oldest first and at most `limit`: a
 * document that is numbered after a crash may be in a month that was reported already.
 */
export const readAddedSince = async (
  sql: Queries,
  { from, to }: Period,
  { since, limit }: Readonly<{ since: Instant; limit: number }>,
): Promise<AddedDocument[]> =>
  sql<AddedDocument[]>`
    select document_id as id, kind, number, issued_on as "issuedOn", added_at as "addedAt"
    from tax_documents
    where issued_on between ${from}::date and ${to}::date and added_at > ${since}::text::timestamptz
    order by added_at, document_id limit ${limit}`

/** A VDS certificate that was recorded or reversed after an answer about its period was given. */
export type AddedCertificate = Readonly<{
  invoiceId: string
  paymentId: string
  certificateNumber: string | null
  /** YYYY-MM */
  claimPeriod: string
  reversedOn: LocalDate | null
  vat: Poisha
  addedAt: Instant
}>

type CertificateRow = Omit<AddedCertificate, 'vat'> & Readonly<{ vat: string }>

/**
 * The VDS certificates that are claimed or were reversed in a period and came into the ledger after an
 * instant, or whose reversal did, oldest first and at most `limit`. Each may change note 29 or 27 of a return
 * that was filed: a certificate is claimed in the month of its payment also where it is recorded later.
 */
export const readCertificatesAddedSince = async (
  sql: Queries,
  { from, to }: Period,
  { since, limit }: Readonly<{ since: Instant; limit: number }>,
): Promise<AddedCertificate[]> => {
  const rows = await sql<CertificateRow[]>`
    select invoice_id as "invoiceId", payment_id as "paymentId", certificate_number as "certificateNumber",
      claim_period as "claimPeriod", reversed_on as "reversedOn", amount::text as vat, added_at as "addedAt"
    from tax_receipts
    where claim_period is not null and added_at > ${since}::text::timestamptz
      and (claim_period between ${from}::date and ${to}::date
        or reversed_on between ${from}::date and ${to}::date)
    order by added_at, invoice_id, payment_id limit ${limit}`
  return rows.map((row) => ({ ...row, claimPeriod: monthOf(row.claimPeriod), vat: poishaIn(row.vat) }))
}
