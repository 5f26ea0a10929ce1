import type { LocalDate } from '../calendar/dates.ts'
import { BrokenInvariant } from '../decision.ts'
import { type Poisha, taka } from '../money/poisha.ts'

/** Amounts of the law at which something more is asked. Each is meant as "more than". */
export type Threshold = 'BUYER_DETAILS' | 'NOTE_RECIPIENT' | 'HIGH_VALUE_INVOICE'

export type ThresholdRow = Readonly<{
  threshold: Threshold
  taka: string
  validFrom: LocalDate
  validTo: LocalDate | null
  source: string
}>

/** The thresholds. A change of the law closes a row with validTo and adds the next. */
export const thresholds: readonly ThresholdRow[] = [
  {
    threshold: 'BUYER_DETAILS',
    taka: '25000.00',
    validFrom: '2019-07-01',
    validTo: null,
    source:
      'VAT & SD Act 2012, s.46 and Rule 40: without name, address and BIN on the invoice the buyer loses input credit',
  },
  {
    threshold: 'NOTE_RECIPIENT',
    taka: '5000.00',
    validFrom: '2019-07-01',
    validTo: null,
    source: 'VAT & SD Act 2012, s.52(1): the recipient is named on a note that changes VAT by more',
  },
  {
    threshold: 'HIGH_VALUE_INVOICE',
    taka: '200000.00',
    validFrom: '2019-07-01',
    validTo: null,
    source: 'VAT & SD Rules 2016, Rule 42: invoices above it are listed in Mushak-6.10',
  },
]

/** The amount of a threshold on a date; before its first row, that of the first row. */
export const thresholdOn = (
  threshold: Threshold,
  date: LocalDate,
  table: readonly ThresholdRow[] = thresholds,
): Poisha => {
  const own = table.filter((row) => row.threshold === threshold)
  const row =
    own.find(({ validFrom, validTo }) => validFrom <= date && (validTo === null || date <= validTo)) ?? own[0]
  if (!row) throw new BrokenInvariant(`No row for threshold ${threshold}`)
  return taka(row.taka)
}

/** What Mushak-6.10 compares with its threshold: the law's text leaves open whether VAT counts, so it is a setting here. */
export const highValueBasis: 'VALUE_AND_DUTY' | 'GRAND_TOTAL' = 'VALUE_AND_DUTY'
