import { accepted, allOf, type Result } from '../decision.ts'
import { type Percent, type Poisha, shareOf, subtract } from '../money/poisha.ts'
import { readPercent, readTaka } from '../money/read.ts'

export type InclusiveTax = Readonly<{ value: Poisha; supplementaryDuty: Poisha; vat: Poisha }>

const hundredPercent = 1_000_000n

/** What an all-inclusive price is made of (ss.32, 57): first the VAT fraction R/(100+R), then the duty fraction of the rest. */
export const takeApart = (gross: Poisha, vatRate: Percent, supplementaryDutyRate: Percent): InclusiveTax => {
  const vat = shareOf(gross, vatRate, hundredPercent + vatRate)
  const rest = subtract(gross, vat)
  const supplementaryDuty = shareOf(rest, supplementaryDutyRate, hundredPercent + supplementaryDutyRate)
  return { value: subtract(rest, supplementaryDuty), supplementaryDuty, vat }
}

/** The same from input: decimals as texts. Refused: bad figures, percentages out of range. */
export const taxFromInclusive = (
  input: Readonly<{ gross: string; vatRate: string; supplementaryDutyRate?: string | null }>,
): Result<InclusiveTax> => {
  const read = allOf({
    gross: readTaka(input.gross, 'gross'),
    vatRate: readPercent(input.vatRate, 100, 'vatRate'),
    dutyRate: readPercent(input.supplementaryDutyRate ?? '0', 500, 'supplementaryDutyRate'),
  })
  return read.ok ? accepted(takeApart(read.value.gross, read.value.vatRate, read.value.dutyRate)) : read
}
