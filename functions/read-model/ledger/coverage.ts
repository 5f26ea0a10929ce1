import type { Instant, LocalDate } from '../../../domain/calendar/dates.ts'
import type { LegalSeries } from '../../../domain/numbering/documents.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { shapes } from '../rows/other-shapes.ts'

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
