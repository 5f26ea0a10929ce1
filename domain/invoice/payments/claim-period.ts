import { type LocalDate, monthOf } from '../../calendar/dates.ts'
import { type Month, readMonth } from '../../calendar/months.ts'
import { accepted, type Result, refused } from '../../decision.ts'
import type { Maybe } from '../../maybe.ts'
import { lastClaimPeriod } from '../../tax/claim-periods.ts'
import { readOptional } from '../../text/read.ts'
import type { Payment } from '../state.ts'

type Withholding = Readonly<{ paidOn: LocalDate; certificateDate: LocalDate }>

/**
 * The tax period in which the VAT of a VDS certificate is to be claimed: the given one, or else the month in
 * which the buyer had withheld the VAT and the certificate was there (s.50(3)). It may be later than the law
 * allows. That is not decided here, because a correction of the table must reach certificates that are
 * stored.
 */
export const readClaimPeriod = (
  given: Maybe<string>,
  { paidOn, certificateDate }: Withholding,
): Result<Month> => {
  const path = 'input.claimPeriod'
  const read = readOptional(given, readMonth, path)
  if (!read.ok) return read
  const paidIn = monthOf(paidOn)
  const period = read.value ?? monthOf(certificateDate > paidOn ? certificateDate : paidOn)
  if (period < paidIn) return refused('CLAIM_PERIOD_TOO_EARLY', { claimPeriod: period, paidIn }, path)
  return accepted(period)
}

type Claim = Pick<Payment, 'claimPeriod' | 'paidOn'>

/** Whether the claim of a VDS certificate is later than the law allows (s.50), as the table is now. */
export const isClaimedLate = ({ claimPeriod, paidOn }: Claim): boolean =>
  claimPeriod !== null && claimPeriod > lastClaimPeriod(paidOn)

/**
 * The tax period whose return claims the VAT of this payment. Null where it is no VDS certificate, and for
 * one that is claimed too late: it settles the invoice and is in no return.
 */
export const claimPeriodOf = (payment: Claim): string | null =>
  isClaimedLate(payment) ? null : payment.claimPeriod
