import { accepted, allOf, type Result } from '../decision.ts'
import { type Percent, type Poisha, shareOf, subtract } from '../money/poisha.ts'
import { readPercent, readTaka } from '../money/read.ts'

export type InclusiveTax = Readonly<{ value: Poisha; supplementaryDuty: Poisha; vat: Poisha }>

const hundredPercent = 1_000_000n

/**
 * The parts of a price that includes all taxes (ss.32, 57). The VAT fraction R/(100+R) is taken first, then
 * the duty fraction of the rest, because the base of VAT includes the duty.
 */
export const splitInclusive = (
  gross: Poisha,
  vatRate: Percent,
  supplementaryDutyRate: Percent,
): InclusiveTax => {
  const vat = shareOf(gross, vatRate, hundredPercent + vatRate)
  const rest = subtract(gross, vat)
  const supplementaryDuty = shareOf(rest, supplementaryDutyRate, hundredPercent + supplementaryDutyRate)
  return { value: subtract(rest, supplementaryDuty), supplementaryDuty, vat }
}

/** The parts of a price that includes all taxes, from input: figures are decimals as texts. */
export const taxFromInclusive = (
  input: Readonly<{ gross: string; vatRate: string; supplementaryDutyRate?: string | null }>,
): Result<InclusiveTax> => {
  const read = allOf({
    gross: readTaka(input.gross, 'gross'),
    vatRate: readPercent(input.vatRate, 100, 'vatRate'),
    dutyRate: readPercent(input.supplementaryDutyRate ?? '0', 500, 'supplementaryDutyRate'),
  })
  if (!read.ok) return read
  const { gross, vatRate, dutyRate } = read.value
  return accepted(splitInclusive(gross, vatRate, dutyRate))
}
