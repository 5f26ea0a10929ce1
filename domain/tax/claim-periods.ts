import { type LocalDate, monthOf } from '../calendar/dates.ts'
import { type Month, monthsAfter } from '../calendar/months.ts'
import { BrokenInvariant } from '../decision.ts'

/** How long withheld VAT can be claimed, for payments from validFrom on until the next row. */
export type ClaimRow = Readonly<{
  validFrom: LocalDate
  /** The number of tax periods after that of the payment. */
  periodsAfter: number
  source: string
  confidence: 'HIGH' | 'MEDIUM' | 'LOW'
}>

/**
 * The seller claims VAT that the buyer withheld (VDS) in note 29 of its return: in the tax period of the
 * payment or one of those after it (s.50). Later the claim is lost. When the law changes, a row is added at
 * the end.
 */
export const claimRows: readonly ClaimRow[] = [
  {
    validFrom: '2019-07-01',
    periodsAfter: 6,
    source: 'VAT & SD Act 2012, s.50(2) before its amendments, from a secondary source',
    confidence: 'LOW',
  },
  {
    validFrom: '2021-07-01',
    periodsAfter: 1,
    source: 'VAT & SD Act 2012, s.50(2) as replaced by the Finance Act 2021 (Act 11 of 2021), s.48',
    confidence: 'HIGH',
  },
  {
    validFrom: '2022-07-01',
    periodsAfter: 3,
    source: 'VAT & SD Act 2012, s.50(2) as amended by the Finance Act 2022 (Act 13 of 2022), s.67',
    confidence: 'HIGH',
  },
]

/**
 * The last month whose return can claim the VAT that was withheld from a payment on this date. A tax period
 * is a month. Before the first row its number applies.
 * @throws BrokenInvariant when the table is empty
 */
export const lastClaimPeriod = (paidOn: LocalDate, rows: readonly ClaimRow[] = claimRows): Month => {
  const row = rows.findLast(({ validFrom }) => validFrom <= paidOn) ?? rows[0]
  if (!row) throw new BrokenInvariant('No row says how long withheld VAT can be claimed')
  return monthsAfter(monthOf(paidOn), row.periodsAfter)
}
