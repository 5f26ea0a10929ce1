import { accepted, type Result, refused } from '../../decision.ts'
import { type Percent, type Price, writeTaka } from '../../money/poisha.ts'
import { readPercent, readPrice } from '../../money/read.ts'
import type { VatCategory } from '../../tax/categories.ts'
import { type PricedSupply, specificTaxAbovePrice } from '../../tax/line.ts'
import { allowsDuty } from '../../tax/supplementary-duty.ts'
import { possibleSupplyClasses, type SupplyClass, usualSupplyClass } from '../../tax/supply-classes.ts'

/** Tax in taka per unit: required for SPECIFIC, null for every other category. */
export const readSpecificVat = (
  input: string | null,
  category: VatCategory,
  path: string,
): Result<Price | null> => {
  if (category !== 'SPECIFIC')
    return input === null ? accepted(null) : refused('SPECIFIC_TAX_NOT_ALLOWED', { category }, path)
  if (input === null) return refused('SPECIFIC_TAX_MISSING', {}, path)
  const read = readPrice(input, path)
  return read.ok && read.value === 0n ? refused('SPECIFIC_TAX_MISSING', {}, path) : read
}

/** The supply itself, unless its price has a specific tax inside that is more than the price. */
export const requireTaxWithinPrice = <Priced extends PricedSupply>(
  supply: Priced,
  path: string,
): Result<Priced> => {
  const above = specificTaxAbovePrice(supply)
  if (!above) return accepted(supply)
  return refused(
    'SPECIFIC_TAX_EXCEEDS_PRICE',
    { tax: writeTaka(above.vat), price: writeTaka(above.asked) },
    path,
  )
}

/** The rate of supplementary duty, 0 to 500 % (s.55): zero for a zero-rated supply. */
export const readDutyRate = (input: string, category: VatCategory, path: string): Result<Percent> => {
  const read = readPercent(input, 500, path)
  return read.ok && read.value > 0n && !allowsDuty(category) ? refused('DUTY_ON_ZERO_RATED', {}, path) : read
}

/** The class of the supply: one that the category allows, or its usual one. */
export const readSupplyClass = (
  input: SupplyClass | null,
  category: VatCategory,
  path: string,
): Result<SupplyClass> => {
  const possible = possibleSupplyClasses(category)
  const supplyClass = input ?? usualSupplyClass(category)
  return possible.includes(supplyClass)
    ? accepted(supplyClass)
    : refused('SUPPLY_CLASS_NOT_ALLOWED', { supplyClass, category, possible }, path)
}
