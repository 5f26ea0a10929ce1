import type { Fragment } from 'postgres'
import { type NoteSum, type Period, suppliesOf, type VatReturn } from '../../../domain/report/vat-return.ts'
import { claimRows } from '../../../domain/tax/claim-periods.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
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

/**
 * A certificate is claimed in its claim period, unless that is later than the law allows or the certificate
 * was reversed before the period ended. What is reversed after that is given back in the period of the
 * reversal.
 */
const readClaims = async (sql: Queries, { from, to }: Period) => {
  const [row] = await sql<{ withheld: string; reversed: string }[]>`
    with certificates as (
      select amount, claim_period, reversed_on, claim_period + interval '1 month' as claimed_until
      from tax_receipts where claim_period is not null and ${isClaimedInTime(sql)}
        and (claim_period between ${from}::date and ${to}::date
          or reversed_on between ${from}::date and ${to}::date)
    )
    select
      coalesce(sum(amount) filter (where claim_period between ${from}::date and ${to}::date
        and (reversed_on is null or reversed_on >= claimed_until)), 0)::numeric(40, 2)::text as withheld,
      coalesce(sum(amount) filter (where reversed_on between ${from}::date and ${to}::date
        and reversed_on >= claimed_until), 0)::numeric(40, 2)::text as reversed
    from certificates`
  return { withheld: poishaIn(row?.withheld ?? '0.00'), withheldReversed: poishaIn(row?.reversed ?? '0.00') }
}

/** The dated table decides, and not what was known of it when the certificate was recorded. */
const isClaimedInTime = (sql: Queries): Fragment => sql`
  claim_period <= date_trunc('month', paid_on::timestamp) + make_interval(months => (
    select periods_after from unnest(
      ${claimRows.map(({ validFrom }) => validFrom)}::text[]::date[],
      ${claimRows.map(({ periodsAfter }) => String(periodsAfter))}::text[]::integer[]
    ) as limits(valid_from, periods_after)
    where valid_from <= greatest(paid_on, ${claimRows[0]?.validFrom ?? ''}::date)
    order by valid_from desc limit 1))`
