import { type Percent, type Poisha, percentOf } from '../money/poisha.ts'
import type { VatCategory } from './categories.ts'

/** Supplementary duty is its rate of the value (s.55), and becomes part of what VAT is taken on. */
export const supplementaryDutyOn = (value: Poisha, rate: Percent): Poisha => percentOf(value, rate)

/** A zero-rated supply bears none (s.55); every other one may, exempt and specific ones too. */
export const mayBearDuty = (category: VatCategory): boolean => category !== 'ZERO_RATED'
