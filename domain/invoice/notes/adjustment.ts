import { add, type Poisha, type Quantity, shareOf, zero } from '../../money/poisha.ts'
import { type PricedSupply, partsOf } from '../../tax/line.ts'
import { supplementaryDutyOn } from '../../tax/supplementary-duty.ts'
import { vatOn } from '../../tax/vat.ts'
import type { Amounts, Line, NoteLine } from '../state.ts'

const noteLine = (line: Line, quantity: Quantity | null, amounts: Amounts): NoteLine => ({
  lineId: line.id,
  quantity,
  ...amounts,
  total: add(amounts.value, amounts.supplementaryDuty, amounts.vat),
})

/**
 * Each amount is its share of what remains, so the last credit takes exactly the rest: 100.00 in 3 units is
 * credited as 33.33, 33.34 and 33.33.
 */
export const creditByQuantity = (line: Line, quantity: Quantity): NoteLine => {
  const { remaining } = line
  const share = (part: Poisha): Poisha => shareOf(part, quantity, remaining.quantity)
  return noteLine(line, quantity, {
    value: share(remaining.value),
    supplementaryDuty: share(remaining.supplementaryDuty),
    vat: share(remaining.vat),
  })
}

/**
 * A credit of the value alone: the quantity does not change, nor does the VAT of a SPECIFIC line, which
 * depends on it.
 */
export const creditByAmount = (line: Line, amount: Poisha): NoteLine => {
  const { remaining } = line
  const share = (part: Poisha): Poisha => shareOf(part, amount, remaining.value)
  return noteLine(line, null, {
    value: amount,
    supplementaryDuty: share(remaining.supplementaryDuty),
    vat: line.vatCategory === 'SPECIFIC' ? zero : share(remaining.vat),
  })
}

/** A credit of all that remains of a line, or null when nothing remains. */
export const creditRemaining = (line: Line): NoteLine | null => {
  const { quantity, value, supplementaryDuty, vat } = line.remaining
  const nothing = quantity === 0n && value === 0n && supplementaryDuty === 0n && vat === 0n
  return nothing ? null : noteLine(line, quantity === 0n ? null : quantity, { value, supplementaryDuty, vat })
}

/** More units of a line, at its unit price and stored rates. Its discount is not given again. */
export const moreOf = (line: Line, quantity: Quantity): PricedSupply => ({
  ...line,
  quantity,
  discount: zero,
})

/** A debit of more units. A price with tax inside adds exactly quantity x unit price. */
export const debitByQuantity = (line: Line, quantity: Quantity): NoteLine => {
  const { value, supplementaryDuty, vat } = partsOf(moreOf(line, quantity))
  return noteLine(line, quantity, { value, supplementaryDuty, vat })
}

/** A debit of the value alone, at the stored rates of the line. */
export const debitByAmount = (line: Line, value: Poisha): NoteLine => {
  const supplementaryDuty = supplementaryDutyOn(value, line.supplementaryDutyRate)
  const vat = vatOn(line, { quantity: null, value, supplementaryDuty })
  return noteLine(line, null, { value, supplementaryDuty, vat })
}

/** Totals of a note: sums of its rounded lines. */
export const noteTotals = (lines: readonly NoteLine[]): Amounts & Readonly<{ total: Poisha }> => {
  const sum = (part: keyof Amounts | 'total'): Poisha => add(...lines.map((line) => line[part]))
  return {
    value: sum('value'),
    supplementaryDuty: sum('supplementaryDuty'),
    vat: sum('vat'),
    total: sum('total'),
  }
}
