import {
  add,
  amountOf,
  type Percent,
  type Poisha,
  type Price,
  type Quantity,
  subtract,
} from '../money/poisha.ts'
import { splitInclusive, type TaxParts } from './inclusive.ts'
import { supplementaryDutyOn } from './supplementary-duty.ts'
import { type VatTerms, vatInsideOf, vatOn } from './vat.ts'
import { advanceIncomeTaxOn, vatDeductedAtSource } from './withholding.ts'

/** A quantity at a price, and the terms of its VAT and supplementary duty. */
export type PricedSupply = VatTerms &
  Readonly<{
    quantity: Quantity
    unitPrice: Price
    /** Whether unitPrice and discount have VAT and supplementary duty inside. */
    priceIncludesTax: boolean
    discount: Poisha
    supplementaryDutyRate: Percent
  }>

/** What a line supplies, and the terms of all its taxes. */
export type Supply = PricedSupply & Readonly<{ advanceIncomeTaxRate: Percent; vdsRate: Percent }>

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
 * What is asked for a supply: quantity x unit price, rounded half-up to the poisha, less the discount given
 * at the time of supply (s.32). It is the value without any tax, or the total where the price has tax
 * inside. The discount is whole poisha, so this equals rounding after the discount; and a discount of the
 * whole rounded amount leaves 0.00, never -0.01.
 */
export const amountAsked = ({
  quantity,
  unitPrice,
  discount,
}: Pick<PricedSupply, 'quantity' | 'unitPrice' | 'discount'>): Poisha =>
  subtract(amountOf(quantity, unitPrice), discount)

/**
 * Value, supplementary duty and VAT of a supply. Without tax inside, each is rounded before the next is
 * computed from it; with tax inside, the three add up to what is asked, exactly.
 */
export const partsOf = (supply: PricedSupply): TaxParts => {
  const asked = amountAsked(supply)
  const { quantity, supplementaryDutyRate } = supply
  if (supply.priceIncludesTax)
    return splitInclusive(asked, vatInsideOf(supply, quantity, asked), supplementaryDutyRate)
  const supplementaryDuty = supplementaryDutyOn(asked, supplementaryDutyRate)
  return {
    value: asked,
    supplementaryDuty,
    vat: vatOn(supply, { quantity, value: asked, supplementaryDuty }),
  }
}

/** The specific tax and the price that it is inside of, where it is more than that price; else null. */
export const specificTaxAbovePrice = (
  supply: PricedSupply,
): Readonly<{ vat: Poisha; asked: Poisha }> | null => {
  if (!supply.priceIncludesTax || supply.vatCategory !== 'SPECIFIC') return null
  const asked = amountAsked(supply)
  const vat = vatInsideOf(supply, supply.quantity, asked)
  return vat > asked ? { vat, asked } : null
}

/**
 * The tax of a line, in the order of the columns of the Mushak-6.3: value, supplementary duty, VAT, total.
 */
export const taxOf = (supply: Supply): LineTax => {
  const parts = partsOf(supply)
  const { value, supplementaryDuty, vat } = parts
  return {
    ...parts,
    advanceIncomeTax: advanceIncomeTaxOn(value, supply.advanceIncomeTaxRate),
    vatDeductedAtSource: vatDeductedAtSource(parts, supply.vdsRate),
    total: add(value, supplementaryDuty, vat),
  }
}
