/**
 * Kinds of supply for VAT. The law distinguishes a zero-rated supply (s.21) from an exempt one (First
 * Schedule), so neither can be written as a rate of 0 %. TRUNCATED is the 5 % rate on a truncated value base.
 */
export const vatCategories = ['STANDARD', 'REDUCED', 'TRUNCATED', 'SPECIFIC', 'ZERO_RATED', 'EXEMPT'] as const
export type VatCategory = (typeof vatCategories)[number]
