import { add, type Poisha } from '../money/poisha.ts'
import type { LineTax } from './line.ts'

export type Totals = Readonly<{
  subtotal: Poisha
  supplementaryDuty: Poisha
  vat: Poisha
  advanceIncomeTax: Poisha
  vatDeductedAtSource: Poisha
  /** subtotal + supplementary duty + VAT. Taxes that the buyer withholds do not change it. */
  grandTotal: Poisha
}>

/**
 * Totals of a document: sums of its rounded lines. A tax is never computed from a sum, so the columns of the
 * form add up.
 */
export const totalsOf = (lines: readonly LineTax[]): Totals => {
  const sum = (part: keyof LineTax): Poisha => add(...lines.map((line) => line[part]))
  return {
    subtotal: sum('value'),
    supplementaryDuty: sum('supplementaryDuty'),
    vat: sum('vat'),
    advanceIncomeTax: sum('advanceIncomeTax'),
    vatDeductedAtSource: sum('vatDeductedAtSource'),
    grandTotal: sum('total'),
  }
}
