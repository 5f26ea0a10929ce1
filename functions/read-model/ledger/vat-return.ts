import { type NoteSum, type Period, suppliesOf, type VatReturn } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { isClaimedIn, isGivenBackIn } from './claims.ts'
import { poishaIn } from './sums.ts'

/**
 * Reads the figures of a return, as the role of a tenant. Every figure is a sum over the rows of the ledger
 * whose dates are in the period, both days included.
 */
export const readVatReturn = async (sql: Queries, period: Period): Promise<VatReturn> => {
  const [supplies, notes, claims] = await Promise.all([
    readSupplies(sql, period),
    readNotes(sql, period),
    readClaims(sql, period),
  ])
  return { ...suppliesOf(supplies), ...notes, ...claims }
}

const readSupplies = async (sql: Queries, { from, to }: Period): Promise<NoteSum[]> => {
  const rows = await sql<{ note: number; value: string; sd: string; vat: string }[]>`
    select return_note as note, sum(value)::numeric(40, 2)::text as value,
      sum(sd)::numeric(40, 2)::text as sd, sum(vat)::numeric(40, 2)::text as vat
    from tax_lines where issued_on between ${from}::date and ${to}::date and kind = '6.3'
    group by return_note`
  return rows.map(({ note, value, sd, vat }) => ({
    note,
    value: poishaIn(value),
    supplementaryDuty: poishaIn(sd),
    vat: poishaIn(vat),
  }))
}

const readNotes = async (sql: Queries, { from, to }: Period) => {
  const rows = await sql<{ kind: string; sd: string; vat: string }[]>`
    select kind, sum(sd)::numeric(40, 2)::text as sd, sum(vat)::numeric(40, 2)::text as vat
    from tax_lines where issued_on between ${from}::date and ${to}::date and kind in ('6.7', '6.8')
    group by kind`
  const sumOf = (wanted: string) => {
    const { sd, vat } = rows.find(({ kind }) => kind === wanted) ?? { sd: '0.00', vat: '0.00' }
    return { supplementaryDuty: poishaIn(sd), vat: poishaIn(vat) }
  }
  return { creditNotes: sumOf('6.7'), debitNotes: sumOf('6.8') }
}

/** Certificates are in the period of their claim; what is reversed after that is given back later. */
const readClaims = async (sql: Queries, period: Period) => {
  const [row] = await sql<{ withheld: string; reversed: string }[]>`
    select
      (select coalesce(sum(amount), 0)::numeric(40, 2)::text
        from tax_receipts where ${isClaimedIn(sql, period)}) as withheld,
      (select coalesce(sum(amount), 0)::numeric(40, 2)::text
        from tax_receipts where ${isGivenBackIn(sql, period)}) as reversed`
  return { withheld: poishaIn(row?.withheld ?? '0.00'), withheldReversed: poishaIn(row?.reversed ?? '0.00') }
}
