import type { Fragment } from 'postgres'
import type { Period } from '../../../domain/report/vat-return.ts'
import { claimRows } from '../../../domain/tax/claim-periods.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'

/**
 * The conditions on tax_receipts for the certificates of note 29: a certificate is claimed in its claim
 * period, unless that is later than the law allows or the certificate was reversed before the period ended.
 */
export const isClaimedIn = (sql: Queries, { from, to }: Period): Fragment => sql`
  claim_period between ${from}::date and ${to}::date and ${isClaimedInTime(sql)}
  and (reversed_on is null or reversed_on >= ${endOfClaim(sql)})`

/** Those for note 27: what note 29 of an earlier period claimed, and what was reversed after that period. */
export const isGivenBackIn = (sql: Queries, { from, to }: Period): Fragment => sql`
  claim_period is not null and reversed_on between ${from}::date and ${to}::date
  and ${isClaimedInTime(sql)} and reversed_on >= ${endOfClaim(sql)}`

const endOfClaim = (sql: Queries): Fragment => sql`claim_period + interval '1 month'`

/** The dated table decides, and not what was known of it when the certificate was recorded. */
const isClaimedInTime = (sql: Queries): Fragment => sql`
  claim_period <= date_trunc('month', paid_on::timestamp) + make_interval(months => (
    select periods_after from unnest(
      ${claimRows.map(({ validFrom }) => validFrom)}::text[]::date[],
      ${claimRows.map(({ periodsAfter }) => String(periodsAfter))}::text[]::integer[]
    ) as limits(valid_from, periods_after)
    where valid_from <= greatest(paid_on, ${claimRows[0]?.validFrom ?? ''}::date)
    order by valid_from desc limit 1))`
