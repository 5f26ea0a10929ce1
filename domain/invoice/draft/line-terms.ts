import type { LocalDate } from '../../calendar/dates.ts'
import { accepted, type Result, refused } from '../../decision.ts'
import { type Percent, type Price, writePercent } from '../../money/poisha.ts'
import { readPercent, readPrice } from '../../money/read.ts'
import type { VatCategory } from '../../tax/categories.ts'
import { isInForce, ratesInForce, usualRate } from '../../tax/rates.ts'
import { allowsDuty } from '../../tax/supplementary-duty.ts'
import { possibleSupplyClasses, type SupplyClass, usualSupplyClass } from '../../tax/supply-classes.ts'

/** The path of the rate in the input, and the date whose rates are in force. */
type RateContext = Readonly<{ path: string; date: LocalDate }>

/**
 * The VAT rate on the invoice date, null for SPECIFIC and EXEMPT. Only REDUCED has several rates to choose
 * from; a supplier who elects 15 % instead of a reduced rate uses STANDARD.
 */
export const readVatRate = (
  input: string | null,
  category: VatCategory,
  { path, date }: RateContext,
): Result<Percent | null> => {
  if (category === 'SPECIFIC' || category === 'EXEMPT') {
    return input === null ? accepted(null) : refused('VAT_RATE_NOT_ALLOWED', { category }, path)
  }
  const read = input === null ? accepted(usualRate(category, date)) : readPercent(input, 100, path)
  if (!read.ok) return read
  if (isInForce(category, read.value, date)) return read
  const rates = ratesInForce(category, date)
  if (category !== 'REDUCED' && rates.length > 0) return refused('VAT_RATE_NOT_ALLOWED', { category }, path)
  const inForce = rates.length > 0 ? rates : ['none']
  return refused('RATE_NOT_IN_FORCE', { rate: writePercent(read.value), category, date, inForce }, path)
}

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
