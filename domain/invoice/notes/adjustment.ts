import { add, type Poisha, type Quantity, shareOf, zero } from '../../money/poisha.ts'
import { supplementaryDutyOn } from '../../tax/supplementary-duty.ts'
import { valueOfSupply } from '../../tax/value.ts'
import { vatOn } from '../../tax/vat.ts'
import type { Amounts, Line, NoteLine } from '../state.ts'

const noteLine = (line: Line, quantity: Quantity | null, amounts: Amounts): NoteLine => ({
  lineId: line.id,
  quantity,
  ...amounts,
  total: add(amounts.value, amounts.supplementaryDuty, amounts.vat),
})

/** Each part is its share of what remains, so the last credit takes exactly the rest: 100.00 in 3 units goes as 33.33, 33.34, 33.33. */
export const creditByQuantity = (line: Line, quantity: Quantity): NoteLine => {
  const { remaining } = line
  const share = (part: Poisha): Poisha => shareOf(part, quantity, remaining.quantity)
  return noteLine(line, quantity, {
    value: share(remaining.value),
    supplementaryDuty: share(remaining.supplementaryDuty),
    vat: share(remaining.vat),
  })
}

/** The value falls, the quantity stays. The VAT of a SPECIFIC line goes by quantity, so it stays too. */
export const creditByAmount = (line: Line, amount: Poisha): NoteLine => {
  const { remaining } = line
  const share = (part: Poisha): Poisha => shareOf(part, amount, remaining.value)
  return noteLine(line, null, {
    value: amount,
    supplementaryDuty: share(remaining.supplementaryDuty),
    vat: line.vatCategory === 'SPECIFIC' ? zero : share(remaining.vat),
  })
}

/** All that remains of a line, or null when nothing does. */
export const creditRest = (line: Line): NoteLine | null => {
  const { quantity, value, supplementaryDuty, vat } = line.remaining
  const nothing = quantity === 0n && value === 0n && supplementaryDuty === 0n && vat === 0n
  return nothing ? null : noteLine(line, quantity === 0n ? null : quantity, { value, supplementaryDuty, vat })
}

const debit = (line: Line, quantity: Quantity | null, value: Poisha): NoteLine => {
  const supplementaryDuty = supplementaryDutyOn(value, line.supplementaryDutyRate)
  return noteLine(line, quantity, {
    value,
    supplementaryDuty,
    vat: vatOn(line, { quantity, value, supplementaryDuty }),
  })
}

/** More units at the line's unit price and stored rates. */
export const debitByQuantity = (line: Line, quantity: Quantity): NoteLine =>
  debit(line, quantity, valueOfSupply(quantity, line.unitPrice))

/** A higher value at the line's stored rates, the quantity as it was. */
export const debitByAmount = (line: Line, amount: Poisha): NoteLine => debit(line, null, amount)
