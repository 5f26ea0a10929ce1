import type { ReturnNote } from '../../../domain/report/return-notes.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { isClaimedIn, isGivenBackIn } from './claims.ts'

/**
 * Counts the documents and the certificates of a period by the note of the return that they are in; a note
 * without any is left out. An invoice with lines of several notes counts in each, and once in note 9.
 */
export const countDocuments = async (
  sql: Queries,
  period: Period,
): Promise<ReadonlyMap<ReturnNote, number>> => {
  const { from, to } = period
  const [invoices, documents, certificates] = await Promise.all([
    sql<{ note: ReturnNote; documents: number }[]>`
      select return_note as note, count(*) filter (where first_of_return_note)::int as documents
      from tax_lines where issued_on between ${from}::date and ${to}::date and kind = '6.3'
      group by return_note`,
    sql<{ kind: string; documents: number }[]>`
      select kind, count(*)::int as documents from tax_documents
      where issued_on between ${from}::date and ${to}::date group by kind`,
    sql<{ note: ReturnNote; documents: number }[]>`
      select 29 as note, count(*)::int as documents from tax_receipts where ${isClaimedIn(sql, period)}
      union all
      select 27, count(*)::int from tax_receipts where ${isGivenBackIn(sql, period)}`,
  ])
  return new Map([
    ...[...invoices, ...certificates].map(({ note, documents }) => [note, documents] as const),
    ...documents.flatMap(({ kind, documents }) =>
      (notesOfKinds[kind] ?? []).map((note) => [note, documents] as const),
    ),
  ])
}

const notesOfKinds: Readonly<Record<string, readonly ReturnNote[]>> = {
  '6.3': [9],
  '6.7': [31, 39],
  '6.8': [26, 38],
}
