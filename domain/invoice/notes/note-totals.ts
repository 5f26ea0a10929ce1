import { add, type Poisha } from '../../money/poisha.ts'
import type { Amounts, NoteLine } from '../state.ts'

/** Totals of a note: sums of its rounded lines. */
export const sumOf = (lines: readonly NoteLine[]): Amounts & Readonly<{ total: Poisha }> => ({
  value: add(...lines.map((line) => line.value)),
  supplementaryDuty: add(...lines.map((line) => line.supplementaryDuty)),
  vat: add(...lines.map((line) => line.vat)),
  total: add(...lines.map((line) => line.total)),
})
