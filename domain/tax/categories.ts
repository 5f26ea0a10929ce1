/**
 * Kinds of supply for VAT. The law keeps them apart: a zero-rated supply (s.21) is not an exempt one (First
 * Schedule), and neither is "a rate of 0 %". TRUNCATED is the 5 % rate on a truncated value base.
 */
export const vatCategories = ['STANDARD', 'REDUCED', 'TRUNCATED', 'SPECIFIC', 'ZERO_RATED', 'EXEMPT'] as const
export type VatCategory = (typeof vatCategories)[number]
