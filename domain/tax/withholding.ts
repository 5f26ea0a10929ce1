import { add, least, type Percent, type Poisha, percentOf } from '../money/poisha.ts'

/** Income tax that the buyer withholds (TDS): of the value without duty and VAT. It changes the cash, never the total. */
export const advanceIncomeTaxOn = (value: Poisha, rate: Percent): Poisha => percentOf(value, rate)

/** VAT that the buyer withholds (VDS): of value and duty, at most the VAT of the line. */
export const vatDeductedAtSource = (
  base: Readonly<{ value: Poisha; supplementaryDuty: Poisha; vat: Poisha }>,
  rate: Percent,
): Poisha => least(percentOf(add(base.value, base.supplementaryDuty), rate), base.vat)
