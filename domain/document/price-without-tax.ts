import type { Line } from '../invoice/state.ts'
import { divideHalfUp, writeFixed } from '../money/fixed.ts'
import { type Poisha, type Quantity, subtract, writePrice, zero } from '../money/poisha.ts'
import { partsOf } from '../tax/line.ts'

/** `unitPrice`: a decimal in taka. */
export type PriceWithoutTax = Readonly<{ unitPrice: string; discount: Poisha }>

/**
 * The unit price and the discount of a line without any tax, as the columns of a Mushak-6.3 need them:
 * quantity x unit price, rounded to the poisha, less the discount is the value. A price that has its tax
 * inside is printed without it, with as many decimals as make this true.
 */
export const priceWithoutTax = (line: Line): PriceWithoutTax => {
  if (!line.priceIncludesTax) return { unitPrice: writePrice(line.unitPrice), discount: line.discount }
  const undiscounted = line.discount === 0n ? line.value : partsOf({ ...line, discount: zero }).value
  return {
    unitPrice: unitPriceOf(undiscounted, line.quantity),
    discount: subtract(undiscounted, line.value),
  }
}

/**
 * The decimal with the fewest decimals, at least 2, that is the value again when it is multiplied by the
 * quantity. It has at most 18, because a quantity is below 10^15.
 */
const unitPriceOf = (value: Poisha, quantity: Quantity): string => {
  for (let decimals = 2; ; decimals += 1) {
    const scale = 10n ** BigInt(decimals - 2) * 1_000_000n
    const unitPrice = divideHalfUp(value * scale, quantity)
    if (divideHalfUp(unitPrice * quantity, scale) === value) return writeFixed(unitPrice, decimals)
  }
}
