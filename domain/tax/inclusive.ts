import { accepted, allOf, type Result } from '../decision.ts'
import { type Percent, type Poisha, shareOf, subtract } from '../money/poisha.ts'
import { readPercent, readTaka } from '../money/read.ts'

/** A supply without its taxes, its supplementary duty and its VAT. */
export type TaxParts = Readonly<{ value: Poisha; supplementaryDuty: Poisha; vat: Poisha }>

const hundredPercent = 1_000_000n

/** The VAT inside a price that includes it: the fraction R/(100+R). */
export const vatInside = (gross: Poisha, vatRate: Percent): Poisha =>
  shareOf(gross, vatRate, hundredPercent + vatRate)

/**
 * The parts of a price that includes all taxes (ss.32, 57), of which the VAT is known. The duty is a fraction
 * of the rest, because the base of VAT includes the duty. The value is what remains, so that the parts add up
 * to the price exactly.
 */
export const splitInclusive = (gross: Poisha, vat: Poisha, supplementaryDutyRate: Percent): TaxParts => {
  const rest = subtract(gross, vat)
  const supplementaryDuty = shareOf(rest, supplementaryDutyRate, hundredPercent + supplementaryDutyRate)
  return { value: subtract(rest, supplementaryDuty), supplementaryDuty, vat }
}

/** The parts of a price that includes all taxes, from input: figures are decimals as texts. */
export const taxFromInclusive = (
  input: Readonly<{ gross: string; vatRate: string; supplementaryDutyRate?: string | null }>,
): Result<TaxParts> => {
  const read = allOf({
    gross: readTaka(input.gross, 'gross'),
    vatRate: readPercent(input.vatRate, 100, 'vatRate'),
    dutyRate: readPercent(input.supplementaryDutyRate ?? '0', 500, 'supplementaryDutyRate'),
  })
  if (!read.ok) return read
  const { gross, vatRate, dutyRate } = read.value
  return accepted(splitInclusive(gross, vatInside(gross, vatRate), dutyRate))
}
