import { add } from '../../../domain/money/poisha.ts'
import type { LegalSeries } from '../../../domain/numbering/documents.ts'
import type { ReturnNote } from '../../../domain/report/return-notes.ts'
import { type Period, suppliesOf, type VatReturn } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { isClaimedIn, isGivenBackIn } from './claims.ts'
import type { Issued } from './coverage.ts'
import { poishaIn } from './sums.ts'

/** How many documents or certificates each note is about; a note without any may be left out. */
export type NoteCounts = ReadonlyMap<ReturnNote, number>

/**
 * Reads the figures of a return, as the role of a tenant. Every figure is a sum over the rows of the ledger
 * whose dates are in the period, both days included. The same scan counts the invoices of notes 1 to 8 and
 * the certificates of notes 27 and 29; an invoice with lines of several notes counts in each. `countsOfKinds`
 * has the counts of the other notes.
 */
export const readVatReturn = async (
  sql: Queries,
  period: Period,
): Promise<{ figures: VatReturn; counts: NoteCounts }> => {
  const [lines, claims] = await Promise.all([readLineSums(sql, period), readClaims(sql, period)])
  const supplies = lines.filter(({ kind }) => kind === '6.3')
  const sumOf = (wanted: string): VatReturn['creditNotes'] => {
    const sums = lines.filter(({ kind }) => kind === wanted)
    return {
      supplementaryDuty: add(...sums.map(({ supplementaryDuty }) => supplementaryDuty)),
      vat: add(...sums.map(({ vat }) => vat)),
    }
  }
  return {
    figures: {
      ...suppliesOf(supplies),
      ...{ creditNotes: sumOf('6.7'), debitNotes: sumOf('6.8') },
      ...{ withheld: claims[29].amount, withheldReversed: claims[27].amount },
    },
    counts: new Map([
      ...supplies.map(({ note, documents }) => [note, documents] as const),
      ...([27, 29] as const).map((note) => [note, claims[note].certificates] as const),
    ]),
  }
}

/** The counts of the notes whose figures are sums over whole documents: an invoice counts once in note 9. */
export const countsOfKinds = (issued: readonly Issued[]): NoteCounts =>
  new Map(issued.flatMap(({ kind, documents }) => notesOfKinds[kind].map((note) => [note, documents])))

const notesOfKinds: Readonly<Record<LegalSeries, readonly ReturnNote[]>> = {
  '6.3': [9],
  '6.7': [31, 39],
  '6.8': [26, 38],
}

/** In one statement, because each scan of a large month takes as long as all of its sums. */
const readLineSums = async (sql: Queries, { from, to }: Period) => {
  const rows = await sql<LineSumRow[]>`
    select kind, return_note as note, count(*) filter (where first_of_return_note)::int as documents,
      sum(value)::numeric(40, 2)::text as value, sum(sd)::numeric(40, 2)::text as sd,
      sum(vat)::numeric(40, 2)::text as vat
    from tax_lines where issued_on between ${from}::date and ${to}::date
    group by kind, return_note`
  return rows.map(({ value, sd, vat, ...row }) => ({
    ...row,
    ...{ value: poishaIn(value), supplementaryDuty: poishaIn(sd), vat: poishaIn(vat) },
  }))
}

type LineSumRow = { kind: LegalSeries; note: ReturnNote; documents: number } & Record<AmountColumn, string>
type AmountColumn = 'value' | 'sd' | 'vat'

/** Certificates are in the period of their claim; what is reversed after that is given back later. */
const readClaims = async (sql: Queries, period: Period) => {
  const rows = await sql<{ note: 27 | 29; certificates: number; amount: string }[]>`
    select 29 as note, count(*)::int as certificates, coalesce(sum(amount), 0)::numeric(40, 2)::text as amount
    from tax_receipts where ${isClaimedIn(sql, period)}
    union all
    select 27, count(*)::int, coalesce(sum(amount), 0)::numeric(40, 2)::text
    from tax_receipts where ${isGivenBackIn(sql, period)}`
  const claimOf = (wanted: 27 | 29) => {
    const { certificates, amount } = rows.find(({ note }) => note === wanted) ?? {
      certificates: 0,
      amount: '0.00',
    }
    return { certificates, amount: poishaIn(amount) }
  }
  return { 27: claimOf(27), 29: claimOf(29) }
}
