import type { LocalDate } from '../calendar/dates.ts'
import { BrokenInvariant } from '../decision.ts'
import { type Poisha, taka } from '../money/poisha.ts'

/** Amounts above which the law has further requirements. An amount equal to the threshold is not above it. */
export type Threshold = 'BUYER_DETAILS' | 'NOTE_RECIPIENT' | 'HIGH_VALUE_INVOICE'

export type ThresholdRow = Readonly<{
  threshold: Threshold
  taka: string
  validFrom: LocalDate
  validTo: LocalDate | null
  source: string
}>

/** The thresholds. When the law changes, the row of the old amount gets a validTo and a new row is added. */
export const thresholds: readonly ThresholdRow[] = [
  {
    threshold: 'BUYER_DETAILS',
    taka: '25000.00',
    validFrom: '2019-07-01',
    validTo: null,
    source: 'VAT & SD Act 2012, s.46 and Rule 40: input credit requires name, address and BIN of the buyer',
  },
  {
    threshold: 'NOTE_RECIPIENT',
    taka: '5000.00',
    validFrom: '2019-07-01',
    validTo: null,
    source: 'VAT & SD Act 2012, s.52(1): a note that changes VAT by more names its recipient',
  },
  {
    threshold: 'HIGH_VALUE_INVOICE',
    taka: '200000.00',
    validFrom: '2019-07-01',
    validTo: null,
    source: 'VAT & SD Rules 2016, Rule 42: Mushak-6.10 lists the invoices above it',
  },
]

/**
 * The amount of a threshold on a date. Before the first row it is the amount of the first row.
 * @throws BrokenInvariant when the table has no row of the threshold
 */
export const thresholdOn = (
  threshold: Threshold,
  date: LocalDate,
  table: readonly ThresholdRow[] = thresholds,
): Poisha => {
  const rows = table.filter((row) => row.threshold === threshold)
  const inForce = rows.find(
    ({ validFrom, validTo }) => validFrom <= date && (validTo === null || date <= validTo),
  )
  const row = inForce ?? rows[0]
  if (!row) throw new BrokenInvariant(`No row for threshold ${threshold}`)
  return taka(row.taka)
}
