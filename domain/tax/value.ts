import { writeFixed } from '../money/fixed.ts'
import { type Poisha, type Price, priceTimes, type Quantity } from '../money/poisha.ts'

/** The value of a supply, without any tax: quantity x unit price less the discount given at the time of supply (s.32). */
export const valueOfSupply = (quantity: Quantity, unitPrice: Price, discount?: Poisha): Poisha =>
  priceTimes(quantity, unitPrice, discount)

/** quantity x unit price with every decimal that it has, as a discount is compared with it. */
export const writeExactValue = (quantity: Quantity, unitPrice: Price): string =>
  writeFixed(quantity * unitPrice, 10, 2)

/** A discount is at most quantity x unit price, compared exactly, before any rounding. */
export const discountFits = (quantity: Quantity, unitPrice: Price, discount: Poisha): boolean =>
  discount * 100_000_000n <= quantity * unitPrice
