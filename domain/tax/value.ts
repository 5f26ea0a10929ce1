import { writeFixed } from '../money/fixed.ts'
import { amountOf, type Poisha, type Price, type Quantity } from '../money/poisha.ts'

/**
 * The value of a supply without any tax: quantity x unit price, less the discount given at the time of supply
 * (s.32).
 */
export const valueOfSupply = (quantity: Quantity, unitPrice: Price, discount?: Poisha): Poisha =>
  amountOf(quantity, unitPrice, discount)

/** quantity x unit price with all its decimals: the figure that a discount is compared with. */
export const writeExactValue = (quantity: Quantity, unitPrice: Price): string =>
  writeFixed(quantity * unitPrice, 10, 2)

/** Whether the discount is at most quantity x unit price. The comparison is exact, before any rounding. */
export const discountFits = (quantity: Quantity, unitPrice: Price, discount: Poisha): boolean =>
  discount * 100_000_000n <= quantity * unitPrice
