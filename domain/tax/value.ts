import { amountOf, type Poisha, type Price, type Quantity, subtract, zero } from '../money/poisha.ts'

/**
 * The value of a supply without any tax: quantity x unit price, rounded half-up to the poisha, less the
 * discount given at the time of supply (s.32). The discount is whole poisha, so this equals rounding after
 * the discount; and a discount of the whole rounded amount leaves 0.00, never -0.01.
 */
export const valueOfSupply = (quantity: Quantity, unitPrice: Price, discount: Poisha = zero): Poisha =>
  subtract(amountOf(quantity, unitPrice), discount)
