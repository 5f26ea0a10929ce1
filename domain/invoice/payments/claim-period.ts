import { type LocalDate, monthOf } from '../../calendar/dates.ts'
import { type Month, readMonth } from '../../calendar/months.ts'
import { accepted, type Result, refused } from '../../decision.ts'
import type { Maybe } from '../../maybe.ts'
import { lastClaimPeriod } from '../../tax/claim-periods.ts'
import { readOptional } from '../../text/read.ts'

type Withholding = Readonly<{ paidOn: LocalDate; certificateDate: LocalDate }>

/**
 * The tax period whose return claims the VAT of a VDS certificate: the given one, or else the month in which
 * the buyer had withheld the VAT and the certificate was there (s.50(3)). Null when that is later than the
 * law allows: the certificate settles the invoice and is in no return.
 */
export const readClaimPeriod = (
  given: Maybe<string>,
  { paidOn, certificateDate }: Withholding,
): Result<Month | null> => {
  const path = 'input.claimPeriod'
  const read = readOptional(given, readMonth, path)
  if (!read.ok) return read
  const paidIn = monthOf(paidOn)
  const period = read.value ?? monthOf(certificateDate > paidOn ? certificateDate : paidOn)
  if (period < paidIn) return refused('CLAIM_PERIOD_TOO_EARLY', { claimPeriod: period, paidIn }, path)
  return accepted(period > lastClaimPeriod(paidOn) ? null : period)
}
