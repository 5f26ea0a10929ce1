import type { VatCategory } from './categories.ts'

/**
 * The notes of part 3 of the Mushak-9.1 return (Rule 47) that a category can be reported in, the usual one
 * first: 1 direct export, 2 deemed export, 3 exempt, 4 standard, 5 MRP-based, 6 specific, 7 other rates, 8
 * retail and wholesale.
 */
const notes: Readonly<Record<VatCategory, readonly [number, ...number[]]>> = {
  ZERO_RATED: [1, 2],
  EXEMPT: [3],
  STANDARD: [4, 5, 8],
  SPECIFIC: [6, 5, 8],
  REDUCED: [7, 5, 8],
  TRUNCATED: [7, 5, 8],
}

export const usualReturnNote = (category: VatCategory): number => notes[category][0]
export const possibleReturnNotes = (category: VatCategory): readonly number[] => notes[category]
