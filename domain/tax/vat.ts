import { BrokenInvariant, unreachable } from '../decision.ts'
import {
  add,
  type Percent,
  type Poisha,
  type Price,
  percentOf,
  priceTimes,
  type Quantity,
  zero,
} from '../money/poisha.ts'
import type { VatCategory } from './categories.ts'

/** How a line is taxed: by a rate, by taka per unit, or not at all. */
export type VatTerms = Readonly<{
  vatCategory: VatCategory
  vatRate: Percent | null
  specificVatPerUnit: Price | null
}>

/** What VAT is taken on. quantity is null for a change of value alone. */
export type VatBase = Readonly<{ quantity: Quantity | null; value: Poisha; supplementaryDuty: Poisha }>

/** VAT of a supply. Its base includes supplementary duty (ss.32, 57); a specific tax goes by the quantity, whatever the price. */
export const vatOn = (terms: VatTerms, base: VatBase): Poisha => {
  switch (terms.vatCategory) {
    case 'STANDARD':
    case 'REDUCED':
    case 'TRUNCATED':
      return percentOf(add(base.value, base.supplementaryDuty), known(terms.vatRate))
    case 'SPECIFIC':
      return base.quantity === null ? zero : priceTimes(base.quantity, known(terms.specificVatPerUnit))
    case 'ZERO_RATED':
    case 'EXEMPT':
      return zero
    default:
      return unreachable(terms.vatCategory)
  }
}

const known = <Rate>(rate: Rate | null): Rate => {
  if (rate === null) throw new BrokenInvariant('A taxed line without its rate')
  return rate
}
