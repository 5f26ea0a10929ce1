import {
  add,
  amountOf,
  type Percent,
  type Poisha,
  type Price,
  type Quantity,
  subtract,
  zero,
} from '../money/poisha.ts'
import { supplementaryDutyOn } from './supplementary-duty.ts'
import { type VatTerms, vatOn } from './vat.ts'
import { advanceIncomeTaxOn, vatDeductedAtSource } from './withholding.ts'

/**
 * The value of a supply without any tax: quantity x unit price, rounded half-up to the poisha, less the
 * discount given at the time of supply (s.32). The discount is whole poisha, so this equals rounding after
 * the discount; and a discount of the whole rounded amount leaves 0.00, never -0.01.
 */
export const valueOfSupply = (quantity: Quantity, unitPrice: Price, discount: Poisha = zero): Poisha =>
  subtract(amountOf(quantity, unitPrice), discount)

/** What a line supplies: quantity and price, and the terms of its taxes. */
export type Supply = VatTerms &
  Readonly<{
    quantity: Quantity
    unitPrice: Price
    /** Whether unitPrice and discount have VAT and supplementary duty inside. */
    priceIncludesTax: boolean
    discount: Poisha
    supplementaryDutyRate: Percent
    advanceIncomeTaxRate: Percent
    vdsRate: Percent
  }>

export type LineTax = Readonly<{
  value: Poisha
  supplementaryDuty: Poisha
  vat: Poisha
  advanceIncomeTax: Poisha
  vatDeductedAtSource: Poisha
  /** value + supplementary duty + VAT */
  total: Poisha
}>

/**
 * The tax of a line, in the order of the columns of the Mushak-6.3: value, supplementary duty, VAT, total.
 * Each is rounded half-up to the poisha before the next is computed from it.
 */
export const taxOf = (supply: Supply): LineTax => {
  const value = valueOfSupply(supply.quantity, supply.unitPrice, supply.discount)
  const supplementaryDuty = supplementaryDutyOn(value, supply.supplementaryDutyRate)
  const vat = vatOn(supply, { quantity: supply.quantity, value, supplementaryDuty })
  return {
    value,
    supplementaryDuty,
    vat,
    advanceIncomeTax: advanceIncomeTaxOn(value, supply.advanceIncomeTaxRate),
    vatDeductedAtSource: vatDeductedAtSource({ value, supplementaryDuty, vat }, supply.vdsRate),
    total: add(value, supplementaryDuty, vat),
  }
}
