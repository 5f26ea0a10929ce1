import type { VatCategory } from './categories.ts'

/**
 * What the Mushak-9.1 return distinguishes besides the category of VAT: exports by their kind, and supplies
 * of retailers and wholesalers. GENERAL is every other supply.
 */
export const supplyClasses = ['GENERAL', 'DIRECT_EXPORT', 'DEEMED_EXPORT', 'RETAIL_WHOLESALE'] as const
export type SupplyClass = (typeof supplyClasses)[number]

/** The classes that a category can have, the usual one first. */
const classes: Readonly<Record<VatCategory, readonly [SupplyClass, ...SupplyClass[]]>> = {
  ZERO_RATED: ['DIRECT_EXPORT', 'DEEMED_EXPORT'],
  EXEMPT: ['GENERAL'],
  STANDARD: ['GENERAL', 'RETAIL_WHOLESALE'],
  SPECIFIC: ['GENERAL', 'RETAIL_WHOLESALE'],
  REDUCED: ['GENERAL', 'RETAIL_WHOLESALE'],
  TRUNCATED: ['GENERAL', 'RETAIL_WHOLESALE'],
}

export const usualSupplyClass = (category: VatCategory): SupplyClass => classes[category][0]
export const possibleSupplyClasses = (category: VatCategory): readonly SupplyClass[] => classes[category]
