/** Kinds of supply for VAT. Distinct in law: a zero-rated supply is none that is exempt, and neither is "0 %". */
export const vatCategories = ['STANDARD', 'REDUCED', 'TRUNCATED', 'SPECIFIC', 'ZERO_RATED', 'EXEMPT'] as const
export type VatCategory = (typeof vatCategories)[number]
