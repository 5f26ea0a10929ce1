import type { LocalDate } from '../calendar/dates.ts'
import { BrokenInvariant } from '../decision.ts'
import type { Amounts, Line, NoteLine } from '../invoice/state.ts'
import type { Quantity } from '../money/poisha.ts'
import { returnNoteOf } from '../tax/return-notes.ts'

/** A line of a document with a legal number. The amounts and the quantity are positive sizes. */
export type TaxLine = Amounts &
  Pick<Line, 'description' | 'unit' | 'hsCode' | 'supplyClass' | 'vatCategory' | 'vatRate'> &
  Pick<Line, 'specificVatPerUnit' | 'supplementaryDutyRate'> &
  Readonly<{
    /** The id of the line of the invoice. */
    lineId: string
    /** The first line of a document is 1. */
    lineNumber: number
    /** The note of the return in which this supply is reported. */
    returnNote: number
    /** Null where a note changes the amounts alone. */
    quantity: Quantity | null
  }>

/**
 * The lines of an invoice as it was issued.
 * @throws BrokenInvariant when no layout of the return is known for the date
 */
export const taxLinesOfInvoice = (lines: readonly Line[], issuedOn: LocalDate): readonly TaxLine[] =>
  lines.map((line, index) => ({
    ...supplyOf(line, issuedOn),
    ...amountsOf(line),
    lineNumber: index + 1,
    quantity: line.quantity,
  }))

/**
 * The lines of a note: its amounts, and what the lines of the invoice say about the supply.
 * @throws BrokenInvariant when no layout of the return is known for the date
 */
export const taxLinesOfNote = (
  lines: readonly NoteLine[],
  supplied: readonly Line[],
  issuedOn: LocalDate,
): readonly TaxLine[] => {
  const supplies = new Map(supplied.map((supply) => [supply.id, supply]))
  return lines.map((line, index) => {
    const supply = supplies.get(line.lineId)
    if (!supply)
      throw new BrokenInvariant(`A note has the line ${line.lineId}, which its invoice does not have`)
    return {
      ...supplyOf(supply, issuedOn),
      ...amountsOf(line),
      lineNumber: index + 1,
      quantity: line.quantity,
    }
  })
}

const supplyOf = (line: Line, issuedOn: LocalDate) => ({
  lineId: line.id,
  description: line.description,
  unit: line.unit,
  hsCode: line.hsCode,
  supplyClass: line.supplyClass,
  vatCategory: line.vatCategory,
  vatRate: line.vatRate,
  specificVatPerUnit: line.specificVatPerUnit,
  supplementaryDutyRate: line.supplementaryDutyRate,
  returnNote: returnNoteOf(line, issuedOn),
})

const amountsOf = ({ value, supplementaryDuty, vat }: Amounts): Amounts => ({ value, supplementaryDuty, vat })
