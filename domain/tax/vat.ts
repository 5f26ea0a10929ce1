import { BrokenInvariant, unreachable } from '../decision.ts'
import {
  add,
  amountOf,
  type Percent,
  type Poisha,
  type Price,
  percentOf,
  type Quantity,
  zero,
} from '../money/poisha.ts'
import type { VatCategory } from './categories.ts'
import { vatInside } from './inclusive.ts'

/** How VAT is charged: by a rate, by taka per unit, or not at all. */
export type VatTerms = Readonly<{
  vatCategory: VatCategory
  /** Null for SPECIFIC and EXEMPT. */
  vatRate: Percent | null
  /** Null unless SPECIFIC. */
  specificVatPerUnit: Price | null
}>

/** What VAT is computed from. quantity is null for a note that changes the value alone. */
export type VatBase = Readonly<{ quantity: Quantity | null; value: Poisha; supplementaryDuty: Poisha }>

/**
 * VAT of a supply. The base of a rate is value and supplementary duty (ss.32, 57). A specific tax depends on
 * the quantity alone, whatever the price.
 * @throws BrokenInvariant when the category needs a rate or tax per unit and has none
 */
export const vatOn = (terms: VatTerms, base: VatBase): Poisha => {
  switch (terms.vatCategory) {
    case 'STANDARD':
    case 'REDUCED':
    case 'TRUNCATED':
      return percentOf(add(base.value, base.supplementaryDuty), requireRate(terms.vatRate))
    case 'SPECIFIC':
      return base.quantity === null ? zero : amountOf(base.quantity, requireRate(terms.specificVatPerUnit))
    case 'ZERO_RATED':
    case 'EXEMPT':
      return zero
    default:
      return unreachable(terms.vatCategory)
  }
}

/**
 * VAT inside a price that has all taxes inside. A specific tax depends on the quantity alone, and can be more
 * than the price.
 * @throws BrokenInvariant when the category needs a rate or tax per unit and has none
 */
export const vatInsideOf = (terms: VatTerms, quantity: Quantity, gross: Poisha): Poisha => {
  switch (terms.vatCategory) {
    case 'STANDARD':
    case 'REDUCED':
    case 'TRUNCATED':
      return vatInside(gross, requireRate(terms.vatRate))
    case 'SPECIFIC':
      return amountOf(quantity, requireRate(terms.specificVatPerUnit))
    case 'ZERO_RATED':
    case 'EXEMPT':
      return zero
    default:
      return unreachable(terms.vatCategory)
  }
}

const requireRate = <Rate>(rate: Rate | null): Rate => {
  if (rate === null) throw new BrokenInvariant('A taxed line without its rate')
  return rate
}
