import { add, type Percent, type Poisha, percentOf, smallerOf } from '../money/poisha.ts'

/**
 * Income tax that the buyer withholds (TDS), on the value without duty and VAT. It changes the cash, never
 * the total.
 */
export const advanceIncomeTaxOn = (value: Poisha, rate: Percent): Poisha => percentOf(value, rate)

/** VAT that the buyer withholds (VDS, s.49), on value and duty; at most the VAT of the line. */
export const vatDeductedAtSource = (
  base: Readonly<{ value: Poisha; supplementaryDuty: Poisha; vat: Poisha }>,
  rate: Percent,
): Poisha => smallerOf(percentOf(add(base.value, base.supplementaryDuty), rate), base.vat)
