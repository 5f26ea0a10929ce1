import { add, type Poisha, subtract } from '../money/poisha.ts'
import type { LineTax } from './line.ts'

export type Totals = Readonly<{
  subtotal: Poisha
  supplementaryDuty: Poisha
  vat: Poisha
  advanceIncomeTax: Poisha
  vatDeductedAtSource: Poisha
  /** subtotal + supplementary duty + VAT: withheld taxes do not change it. */
  grandTotal: Poisha
  /** grandTotal less what the buyer withholds. */
  expectedCash: Poisha
}>

/** Totals of a document: sums of its rounded lines, never a tax on a sum. */
export const totalsOf = (lines: readonly LineTax[]): Totals => {
  const sum = (part: keyof LineTax): Poisha => add(...lines.map((line) => line[part]))
  const [grandTotal, advanceIncomeTax, withheldVat] = [
    sum('total'),
    sum('advanceIncomeTax'),
    sum('vatDeductedAtSource'),
  ]
  return {
    subtotal: sum('value'),
    supplementaryDuty: sum('supplementaryDuty'),
    vat: sum('vat'),
    advanceIncomeTax,
    vatDeductedAtSource: withheldVat,
    grandTotal,
    expectedCash: subtract(subtract(grandTotal, advanceIncomeTax), withheldVat),
  }
}
